//! The tables, as this code creates them.

use super::{NOW_MS, acme, settings};
use bubblechat_test_store::TestStore;
use serde_json::{Value, json};

#[tokio::test]
async fn items_expire_and_tables_are_created_once() {
    let db = TestStore::start().await;
    let store = db.connect();
    for table in ["tenants", "conversations", "operators"] {
        let request = serde_json::from_value(json!({ "TableName": format!("test-{table}") })).unwrap();
        let told: Value = serde_json::to_value(db.db.describe_time_to_live(request).unwrap()).unwrap();
        let expected = json!({ "AttributeName": "expires_at", "TimeToLiveStatus": "ENABLED" });
        assert_eq!(told["TimeToLiveDescription"], expected, "{table}");
    }
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    store.create_tables().await.unwrap();
    assert!(store.tenant(&acme()).await.unwrap().is_some(), "what is there stays");
}

#[tokio::test]
async fn the_index_of_tenants_holds_what_a_list_shows_and_nothing_else() {
    let db = TestStore::start().await;
    db.connect().create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    let query = json!({
        "TableName": "test-tenants", "IndexName": "by_slug", "KeyConditionExpression": "#list = :list",
        "ExpressionAttributeNames": { "#list": "list" }, "ExpressionAttributeValues": { ":list": { "S": "tenants" } },
    });
    let found = serde_json::to_value(db.db.query(serde_json::from_value(query).unwrap()).unwrap()).unwrap();
    let mut names: Vec<_> = found["Items"][0].as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["failing_engines", "list", "name", "pk", "primary", "sk", "updated_at_ms"]);
}
