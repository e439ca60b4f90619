//! The cost of a page of the dashboard's lists does not depend on their length.

use super::Console;
use crate::support::Wire;
use bubblechat_admin::{Options, State};
use serde_json::{Value, json};

impl Console {
    /// Another process, whose calls to the store are recorded.
    fn behind(&self, wire: &Wire) -> Self {
        let options = Options { secure_cookies: false, password_cost: 4, ..Options::DEPLOYED };
        let state = State::new(wire.connect(), self.secrets.clone(), options);
        Self { router: bubblechat_admin::router(state.clone()), state, ..self.another() }
    }

    /// Copies an item of the store `count` times, each with different texts.
    fn copy(&self, table: &str, sk: &str, range: std::ops::Range<usize>, texts: impl Fn(usize) -> Value) {
        let items = self.store.items(table);
        let template = items.iter().find(|item| item["sk"]["S"] == sk).unwrap();
        let copies = range.map(|i| {
            let mut item = template.clone();
            for (name, text) in texts(i).as_object().unwrap() {
                item[name] = json!({ "S": text });
            }
            serde_json::from_value(item).unwrap()
        });
        let (table, items) = (format!("test-{table}"), copies.collect());
        self.store.db.import_items(&table, items, dynoxide::ImportOptions::default()).unwrap();
    }
}

#[tokio::test]
async fn a_page_of_a_long_list_costs_as_much_as_one_of_a_short_list() {
    let console = Console::start().await;
    let app = console.visitors();
    let acme = app.tenant("acme", json!({})).await;
    app.chat(&acme, json!({ "session_id": "session-0123456789abcdef", "message": "hi" })).await;
    let wire = Wire::between(&console.store).await;
    let dashboard = console.behind(&wire);
    // A process's first request checks whether the session has ended.
    dashboard.get("/v1/admin/me").await;
    let mut figures = Vec::new();
    for range in [0..2_500, 2_500..10_000] {
        let long = range.end;
        console.copy("tenants", "tenant", range.clone(), |i| json!({ "pk": format!("customer-{i:05}") }));
        console.copy("conversations", "conversation", range, |i| {
            let at = format!("2026-01-01T{:02}:{:02}:{:02}.000Z", i / 3600, i / 60 % 60, i % 60);
            json!({ "pk": format!("acme#c_{i:032x}"), "conversation_id": format!("c_{i:032x}"), "active_at": at })
        });
        let conversations = "/v1/admin/tenants/acme/conversations";
        for (what, path) in [
            ("tenants", "/v1/admin/tenants".to_owned()),
            ("tenants and their activity", "/v1/admin/tenants?active_since=2026-01-01T00:00:00Z".to_owned()),
            ("a search for tenants that finds nothing", "/v1/admin/tenants?q=teapot".to_owned()),
            ("conversations", conversations.to_owned()),
            ("a search that finds nothing", format!("{conversations}?q=teapot")),
            ("a search for an id", format!("{conversations}?q=c_{:032x}", 7)),
        ] {
            // Re-reads the operator now if that is due, so that a slow machine does not count it below.
            dashboard.get("/v1/admin/me").await;
            wire.hold();
            wire.allow(usize::MAX);
            let page = dashboard.get(&path).await.json();
            let calls = wire.calls();
            let units: f64 = calls.iter().map(|call| call.units).sum();
            let entries = page["items"].as_array().unwrap().len();
            println!("of {long}, a page of {what}: {entries} entries, {} calls, {units} capacity units", calls.len());
            assert!(entries <= 50);
            figures.push((what, entries, calls.len(), units.to_string()));
        }
    }
    let (short, long) = figures.split_at(figures.len() / 2);
    assert_eq!(short, long);
}
