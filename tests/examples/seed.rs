//! Fills a local server's data folder with many tenants, one of which has many conversations, to show the dashboard of a large
//! deployment.
//!
//! `cargo run --example seed -- DATA-FOLDER [TENANTS] [CONVERSATIONS]`, then `bubblechat-local --data DATA-FOLDER`. The busy tenant is
//! `busy`.

use bubblechat_core::{
    Slug,
    conversation::{ConversationId, GeneratorId, MessageId, ReplyId, ReplyStatus, Retention, SessionId, Turn},
    store::{Store, Tables},
    tenant::Settings,
    time::{now_ms, rfc3339},
};
use dynoxide::{Database, ImportOptions};
use serde_json::{Value, json};
use std::{collections::BTreeMap, env, error::Error, io::Write as _, path::PathBuf};
use tokio::net::TcpListener;

const TENANTS: &str = "bubblechat-tenants";
const CONVERSATIONS: &str = "bubblechat-conversations";
/// How many items are written at a time.
const BATCH: usize = 500;
const QUESTIONS: [&str; 6] = [
    "When are you open?",
    "Do you deliver on Saturdays?",
    "My order has not arrived yet, what should I do?",
    "Is the large blue vase still in stock?",
    "How do I return a pair of shoes?",
    "Können Sie mir eine Rechnung schicken?",
];
const COLOURS: [&str; 6] = ["#0f766e", "#b4532a", "#3b5bf6", "#6d4bd8", "#9a9a92", "#be185d"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name the data folder")?);
    let mut number = |or: usize| arguments.next().map_or(Ok(or), |text| text.parse());
    let (tenants, conversations) = (number(10_000)?, number(100_000)?);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("store.db");
    if file.exists() {
        return Err(format!("{} exists already; name a new folder", file.display()).into());
    }
    let db = Database::new(file.to_str().ok_or("the folder's name is not UTF-8")?)?;
    let (tenant, limits, head, turn) = templates(&db).await?;
    fill(
        "tenants",
        tenants,
        |i| {
            let (slug, colour) = (format!("customer-{i:05}"), COLOURS[i % COLOURS.len()]);
            let mut record =
                with(&tenant, &[("pk", &slug), ("name", &format!("Customer {i:05}")), ("primary", colour)]);
            record["settings"]["M"]["name"]["S"] = format!("Customer {i:05}").into();
            record["settings"]["M"]["tokens"]["M"]["brand"]["M"]["primary"]["S"] = colour.into();
            vec![(TENANTS, record), (CONVERSATIONS, with(&limits, &[("pk", &slug)]))]
        },
        &db,
    )?;
    let now_ms = now_ms();
    fill(
        "conversations",
        conversations,
        |i| {
            let at_ms = now_ms - i64::try_from(i).unwrap_or_default() * 60_000;
            let (id, question) = (format!("c_{i:032x}"), QUESTIONS[i % QUESTIONS.len()]);
            let (pk, at) = (format!("busy#{id}"), rfc3339(at_ms));
            let mut head =
                with(&head, &[("pk", &pk), ("conversation_id", &id), ("active_at", &at), ("last_message", question)]);
            let mut turn = with(&turn, &[("pk", &pk), ("message", question), ("message_id", &format!("m-{i}"))]);
            let time = json!({ "N": at_ms.to_string() });
            head["active_at_ms"] = time.clone();
            head["created_at_ms"] = time.clone();
            turn["created_at_ms"] = time.clone();
            turn["reply_began_at_ms"] = time;
            vec![(CONVERSATIONS, head), (CONVERSATIONS, turn)]
        },
        &db,
    )
}

/// Stores one tenant with one conversation as the service does, and returns the resulting items: tenant, rate limit log, head, turn.
async fn templates(db: &Database) -> Result<(Value, Value, Value, Value), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, db.clone()));
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .endpoint_url(url)
        .region(aws_sdk_dynamodb::config::Region::new("local"))
        .credentials_provider(aws_sdk_dynamodb::config::Credentials::for_tests())
        .build();
    let store = Store::new(aws_sdk_dynamodb::Client::from_conf(config), Tables::with_prefix("bubblechat-"));
    store.create_tables().await?;
    let (slug, now_ms) = (Slug::parse("busy")?, now_ms());
    let settings = Settings { name: "Busy".to_owned(), ..Settings::default() };
    store.create_tenant(&slug, settings, now_ms).await?.ok_or("the tenant exists already")?;
    let conversation = ConversationId::derive(&slug, &SessionId::parse("session-of-the-template")?);
    let turn = Turn {
        reply_id: ReplyId::generate(),
        message_id: MessageId::parse("m-template")?,
        message: QUESTIONS[0].to_owned(),
        created_at_ms: now_ms,
        page: None,
        engine: "echo".to_owned(),
        model: None,
        reply: "We are open from nine to five, **Monday to Saturday**.".to_owned(),
        reply_began_at_ms: Some(now_ms),
        status: ReplyStatus::Complete,
        lease_until_ms: now_ms,
        usage: None,
        generator: GeneratorId::default(),
        fault: None,
        stop_requested: false,
        feedback: None,
    };
    store.thread(&slug, &conversation).store_turn(&turn, Retention { days: 90, is_preview: false }).await?;
    let item = |table: &str, sk: &str| -> Result<Value, Box<dyn Error>> {
        let answer = db.scan(serde_json::from_value(json!({ "TableName": table }))?)?;
        let items = serde_json::to_value(answer)?["Items"].take();
        let found = items.as_array().and_then(|items| {
            items.iter().find(|item| item["sk"]["S"].as_str().is_some_and(|text| text.starts_with(sk)))
        });
        Ok(found.ok_or("an item is missing")?.clone())
    };
    Ok((
        item(TENANTS, "tenant")?,
        item(CONVERSATIONS, "hits")?,
        item(CONVERSATIONS, "conversation")?,
        item(CONVERSATIONS, "turn#")?,
    ))
}

/// A copy of an item with different texts.
fn with(item: &Value, texts: &[(&str, &str)]) -> Value {
    let mut item = item.clone();
    for (name, text) in texts {
        item[*name]["S"] = (*text).into();
    }
    item
}

fn by_table(
    mut tables: BTreeMap<&'static str, Vec<Value>>,
    (table, item): (&'static str, Value),
) -> BTreeMap<&'static str, Vec<Value>> {
    tables.entry(table).or_default().push(item);
    tables
}

/// Writes the items of `count` things, and shows progress.
fn fill(
    what: &str,
    count: usize,
    items_of: impl Fn(usize) -> Vec<(&'static str, Value)>,
    db: &Database,
) -> Result<(), Box<dyn Error>> {
    let mut done = 0;
    while done < count {
        let end = (done + BATCH).min(count);
        for (table, items) in (done..end).flat_map(&items_of).fold(BTreeMap::<_, Vec<_>>::new(), by_table) {
            db.import_items(table, serde_json::from_value(Value::Array(items))?, ImportOptions::default())?;
        }
        done = end;
        let filled = done * 40 / count;
        print!("\r{what:13} [{}{}] {done}/{count}", "#".repeat(filled), " ".repeat(40 - filled));
        std::io::stdout().flush()?;
    }
    println!();
    Ok(())
}
