//! Creates the first operator, who sets up everything else.

use crate::{request::Properties, vault};
use anyhow::Result;
use aws_sdk_secretsmanager::Client;
use bubblechat_admin::{Options, operator};
use bubblechat_core::store::Store;
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

const PASSWORD_CHARS: usize = 24;

/// The secret's content.
#[derive(Serialize, Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

/// Creates the operator with the template's address, unless there is one already: whom operators have removed does not come back. The password is stored first: otherwise, a function that died in
/// between would leave an operator whose password nobody knows.
pub(crate) async fn make_first_operator(store: &Store, secrets: &Client, to: &Properties) -> Result<()> {
    let email = to.admin_email.trim().to_lowercase();
    if store.operator_by_email(&email).await?.is_some() || !store.operators().await?.is_empty() {
        return Ok(());
    }
    let kept = vault::read(secrets, &to.operator_secret).await?;
    let kept = kept.and_then(|text| serde_json::from_str::<SignIn>(text.expose_secret()).ok());
    let password = match kept.filter(|sign_in| sign_in.email == email) {
        Some(sign_in) => sign_in.password,
        None => {
            let password = rand::rng().sample_iter(Alphanumeric).take(PASSWORD_CHARS).map(char::from).collect();
            let sign_in = SignIn { email: email.clone(), password };
            vault::write(secrets, &to.operator_secret, &serde_json::to_string(&sign_in)?.into()).await?;
            sign_in.password
        }
    };
    operator::create(store, &email, &SecretString::from(password), Options::PASSWORD_COST).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;
    use bubblechat_test_store::TestStore;
    use serde_json::{Value, json};

    const MISSING: (u16, &str) = (400, r#"{"__type":"ResourceNotFoundException"}"#);

    fn properties(email: &str) -> Properties {
        let names = ["WidgetBucket", "DashboardBucket", "SiteDistribution", "ConsoleDistribution", "ServiceSecret"];
        let mut properties: Value = names.map(|name| (name.to_owned(), json!("x"))).into_iter().collect();
        properties["OperatorSecret"] = "sign-in".into();
        properties["OperatorsTable"] = "test-operators".into();
        properties["AdminEmail"] = email.into();
        serde_json::from_value(properties).expect("properties")
    }

    fn kept(email: &str) -> String {
        let sign_in = SignIn { email: email.to_owned(), password: "correct horse battery".to_owned() };
        json!({ "SecretString": serde_json::to_string(&sign_in).expect("JSON") }).to_string()
    }

    #[tokio::test]
    async fn the_first_operators_password_is_stored_with_the_address_in_lower_case() {
        let store = TestStore::start().await;
        let vault = Fake::answering(&[MISSING, (200, "{}")]).await;
        let to = properties(" Ada@ACME.example ");
        make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect("made");
        assert!(store.connect().operator_by_email("ada@acme.example").await.expect("read").is_some());
        let written = vault.asked()[1].json();
        let sign_in: SignIn = serde_json::from_str(written["SecretString"].as_str().expect("a text")).expect("ours");
        assert_eq!((&written["SecretId"], sign_in.email.as_str()), (&json!("sign-in"), "ada@acme.example"));
        assert_eq!(sign_in.password.len(), 24);
    }

    #[tokio::test]
    async fn an_operator_whose_password_cannot_be_stored_is_not_created() {
        let store = TestStore::start().await;
        let vault = Fake::answering(&[MISSING, (400, r#"{"__type":"AccessDeniedException"}"#)]).await;
        let to = properties("ada@acme.example");
        let error = make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect_err("refused");
        assert!(error.to_string().contains("could not be written"), "{error}");
        assert!(store.items("operators").is_empty());
    }

    #[tokio::test]
    async fn a_password_that_was_stored_before_is_used_if_it_is_the_same_operators() {
        for (email, writes) in [("ada@acme.example", 0), ("bob@acme.example", 1)] {
            let store = TestStore::start().await;
            let vault = Fake::answering(&[(200, &kept(email)), (200, "{}")]).await;
            let to = properties("ada@acme.example");
            make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect("made");
            assert_eq!((store.items("operators").len(), vault.asked().len()), (2, 1 + writes), "{email}");
        }
    }

    #[tokio::test]
    async fn an_operator_who_exists_is_left_alone() {
        let store = TestStore::start().await;
        let vault = Fake::answering(&[(200, &kept("ada@acme.example"))]).await;
        let to = properties("ada@acme.example");
        make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect("made");
        let before = store.items("operators");
        make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect("nothing to do");
        assert_eq!((store.items("operators"), vault.asked().len()), (before, 1), "no secret is read again");
    }
    #[tokio::test]
    async fn an_operator_who_was_removed_does_not_come_back() {
        let store = TestStore::start().await;
        let password = SecretString::from("correct horse battery");
        operator::create(&store.connect(), "bob@acme.example", &password, 4).await.expect("made");
        let vault = Fake::answering(&[]).await;
        let to = properties("ada@acme.example");
        make_first_operator(&store.connect(), &vault.clients().secrets, &to).await.expect("nothing to do");
        assert!(store.connect().operator_by_email("ada@acme.example").await.expect("read").is_none());
    }
}
