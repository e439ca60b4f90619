//! `/v1/admin/tenants/{slug}/versions`

use super::{ACME, Console, EMAIL, PASSWORD, cookie_of, refusal, refused};
use crate::support::Answer;
use bubblechat_core::{
    operator::{Role, Tenants},
    store::Operator,
    time::now_ms,
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const VERSIONS: &str = "/v1/admin/tenants/acme/versions";
const BOB: &str = "bob@acme.example";

async fn save(console: &Console, revision: u64, part: Value) -> Answer {
    let mut body = console.get(ACME).await.json();
    body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    console.send_with(Method::PUT, ACME, &[("if-match", &revision.to_string())], body).await
}

async fn restore(console: &Console, revision: u64, seen: &str) -> Answer {
    let path = format!("{VERSIONS}/{revision}/restore");
    console.send_with(Method::POST, &path, &[("if-match", seen)], json!({})).await
}

/// Bob's session, beside Ada's.
async fn bobs(console: &Console) -> Console {
    let store = console.store.connect();
    let password_hash = store.operator_by_email(EMAIL).await.unwrap().unwrap().password_hash;
    let bob = Operator { password_hash, ..Operator::new(BOB, Role::Editor, Tenants::ALL, now_ms()) };
    assert!(store.create_operator(&bob).await.unwrap());
    let mut other = console.another();
    other.cookie = cookie_of(&console.login(BOB, PASSWORD, "192.0.2.61").await);
    other
}

#[tokio::test]
async fn a_prompt_changed_by_two_in_turn_is_restored_byte_by_byte() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let bob = bobs(&console).await;
    let prompt = "You are Acme's.\r\n\tBe kind: \u{1f600} e\u{301}  ";
    assert_eq!(save(&console, 1, json!({ "prompt": prompt, "note": "Kinder" })).await.status, StatusCode::OK);
    let document = console.get(&format!("{VERSIONS}/2")).await.json()["document"].clone();
    assert_eq!(document["prompt"], prompt);
    assert_eq!(save(&bob, 2, json!({ "prompt": "Something else", "name": "Bob's" })).await.status, StatusCode::OK);
    let restored = restore(&console, 2, "3").await;
    assert_eq!(
        (restored.status, restored.json()["revision"].clone()),
        (StatusCode::OK, json!(4)),
        "{}",
        restored.text()
    );
    let again = console.get(&format!("{VERSIONS}/4")).await.json()["document"].clone();
    assert_eq!(serde_json::to_vec(&again).unwrap(), serde_json::to_vec(&document).unwrap());
    assert_eq!(console.get(ACME).await.json()["prompt"], prompt);
    let listed = console.get(VERSIONS).await.json();
    let items = listed["items"].as_array().unwrap();
    let of = |name: &str| items.iter().map(|item| item[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("revision"), [4, 3, 2, 1]);
    assert_eq!(of("note"), [json!(null), json!(null), json!("Kinder"), json!(null)]);
    let authors: Vec<_> = of("author").iter().map(|author| author["name"].clone()).collect();
    assert_eq!(authors, [EMAIL, BOB, EMAIL, EMAIL]);
    let audit = console.get("/v1/admin/audit").await.json()["items"].clone();
    assert_eq!((&audit[0]["subject"], &audit[0]["revision"]), (&json!("revision 2"), &json!(4)));
    assert_eq!(audit[2]["note"], "Kinder");
}

#[tokio::test]
async fn a_conflict_names_the_colleague_who_saved() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let bob = bobs(&console).await;
    assert_eq!(save(&bob, 1, json!({ "name": "Bob's" })).await.json()["updated_by"], BOB);
    for conflict in [save(&console, 1, json!({ "name": "Ada's" })).await, restore(&console, 1, "1").await] {
        assert_eq!(refusal(&conflict), refused(412, "revision_conflict"));
        assert_eq!(conflict.json()["current"]["updated_by"], BOB);
        assert!(
            conflict.text().contains("The stored revision is 2, saved by bob@acme.example."),
            "{}",
            conflict.text()
        );
    }
    assert_eq!(console.get(VERSIONS).await.json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_not_kept_is_not_found_and_pages_follow_each_other() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for revision in 1..=4 {
        save(&console, revision, json!({ "name": format!("Acme {revision}") })).await;
    }
    let revisions = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|item| item["revision"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let first = console.get(&format!("{VERSIONS}?limit=3")).await.json();
    let next = console.get(&format!("{VERSIONS}?limit=3&cursor={}", first["cursor"].as_str().unwrap())).await.json();
    assert_eq!((revisions(&first), revisions(&next)), (vec![5, 4, 3], vec![2, 1]));
    assert_eq!(refusal(&console.get(&format!("{VERSIONS}/9")).await), refused(404, "not_found"));
    assert_eq!(refusal(&restore(&console, 9, "5").await), refused(404, "not_found"));
    let without = console.send(Method::POST, &format!("{VERSIONS}/1/restore"), json!({})).await;
    assert_eq!(refusal(&without), refused(428, "precondition_required"));
    let long = save(&console, 5, json!({ "note": "x".repeat(201) })).await;
    assert_eq!(refusal(&long), refused(422, "invalid_request"));
}
