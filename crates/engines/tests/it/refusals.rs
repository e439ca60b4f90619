//! What a provider says when it refuses, and what that means.

use crate::{
    Answer, KEY, ask, engine, engines, read, spec, tenant,
    upstream::{Upstream, serve_chunks, serve_status},
    wire::{self, ALL},
};
use bubblechat_core::{
    engine::{Cause, Problem},
    tenant::{EngineSpec, HeaderName, Provider},
};

async fn of(provider: Provider, upstream: &Upstream) -> Answer {
    read(engine(provider, &upstream.url).answer(ask("hi"))).await
}

#[tokio::test]
async fn refusals_are_told_apart_by_what_providers_say() {
    use Problem::{AddressWrong, ContextTooLong, CreditGone, KeyRefused, ModelUnknown, OptionRefused};
    let problem = Cause::Misconfigured;
    for (provider, status, body, cause) in [
        (
            Provider::Gemini,
            400,
            r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
            problem(KeyRefused),
        ),
        (
            Provider::Xai,
            400,
            r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***me."}"#,
            problem(KeyRefused),
        ),
        (
            Provider::Openai,
            429,
            r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Deepseek,
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Gemini,
            429,
            r#"{"error":{"code":429,"message":"You exceeded your current quota, please check your plan.","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}"#,
            Cause::Busy,
        ),
        (
            Provider::Openai,
            404,
            r#"{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"foo/bar is not a valid model ID","code":400},"user_id":"u"}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Anthropic,
            404,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Ollama,
            404,
            r#"{"error":"model \"llama9\" not found, try pulling it first"}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            404,
            r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","code":"context_length_exceeded"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 209000 tokens > 200000 maximum"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Gemini,
            400,
            r#"{"error":{"code":400,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter"}}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            403,
            r#"{"error":{"code":403,"message":"Your chosen model requires moderation and your input was flagged for \"x\"."}}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"Your organization must be verified to stream this model","param":"stream","code":"unsupported_value"}}"#,
            problem(OptionRefused),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"The response was blocked by the content filter.","type":"invalid_request_error"}}"#,
            Cause::Refused,
        ),
        (
            Provider::Deepseek,
            400,
            r#"{"error":{"message":"Content Exists Risk","type":"invalid_request_error"}}"#,
            Cause::Refused,
        ),
        (
            Provider::Xai,
            403,
            r#"{"code":"The caller does not have permission","error":"Content violates usage guidelines."}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            400,
            r#"{"code":"x","message":"Input data may contain inappropriate content."}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"Input tokens exceed the configured limit of 8192 tokens.","code":null}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"Your request exceeded model token limit: 8192"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Groq,
            413,
            r#"{"error":{"message":"Request too large for model `m` in organization `o` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size.","type":"tokens","code":"rate_limit_exceeded"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Openai,
            429,
            r#"{"error":{"message":"Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000. The input or output tokens must be reduced in order to run successfully.","type":"tokens","code":"rate_limit_exceeded"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Openai,
            429,
            r#"{"error":{"message":"Rate limit reached. Visit https://platform.example/account/billing to raise it.","type":"requests","code":"rate_limit_exceeded"}}"#,
            Cause::Busy,
        ),
        (
            Provider::Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits."}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Openai,
            401,
            r#"{"error":{"message":"Authentication Error, Invalid proxy server token passed.","type":"auth_error","param":"None","code":"401"}}"#,
            problem(KeyRefused),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"Budget has been exceeded! Current cost: 1.2, Max budget: 1.0","type":"budget_exceeded","param":null,"code":"400"}}"#,
            problem(CreditGone),
        ),
        (Provider::Openai, 429, r#"{"error":"Slow down","statusCode":429}"#, Cause::Busy),
        (
            Provider::Openai,
            200,
            r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
            problem(AddressWrong),
        ),
        (Provider::Openai, 424, r#"{"error":{"message":"m"}}"#, Cause::Unavailable),
        (
            Provider::Mistral,
            422,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]}"#,
            problem(OptionRefused),
        ),
    ] {
        let upstream = serve_status(status, "", body).await;
        let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!(answer.cause(), cause, "{status} {body}");
        // The same as a document under status 200, of which the status says nothing, if the document says enough.
        let is_told = body.contains("\"error\":") && !matches!(status, 402 | 424);
        if is_told {
            let upstream = serve_status(200, "content-type: application/json\r\n", body).await;
            let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
            assert_eq!(answer.cause(), cause, "200 {body}");
        }
    }
}

#[tokio::test]
async fn a_busy_provider_says_when_to_retry() {
    for wire in ALL {
        let upstream = serve_status(429, "retry-after: 17\r\n", "{}").await;
        assert_eq!(of(wire.provider, &upstream).await.fault().retry_after_s, Some(17));
    }
    let upstream = serve_status(429, "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "{}").await;
    assert_eq!(of(Provider::Openai, &upstream).await.fault().retry_after_s, Some(0));
}

#[tokio::test]
async fn a_code_is_kept_only_if_it_is_one_and_is_not_the_key() {
    for (code, kept) in [
        ("invalid_api_key", Some("invalid_api_key")),
        ("RESOURCE_EXHAUSTED", Some("resource_exhausted")),
        ("has spaces", None),
        ("test-key", None),
        ("", None),
    ] {
        let upstream = serve_status(400, "", &format!(r#"{{"error":{{"type":"{code}"}}}}"#)).await;
        assert_eq!(of(Provider::Openai, &upstream).await.fault().provider_code.as_deref(), kept, "{code}");
    }
}

#[tokio::test]
async fn a_code_that_repeats_a_header_is_not_kept() {
    let upstream = serve_status(400, "", r#"{"error":{"code":"project-42"}}"#).await;
    let header = HeaderName("x-project".to_owned());
    let main = EngineSpec { headers: vec![header.clone()], ..spec(Provider::Openai, &upstream.url) };
    let secrets = [(main.key_name(), KEY), (main.header_name(&header), "Project-42")];
    let (tenant, ring) = tenant(std::slice::from_ref(&main), &secrets);
    let answer = read(engines().engine(&tenant, &main, &ring).answer(ask("hi"))).await;
    assert_eq!(answer.fault().provider_code, None);
}

#[tokio::test]
async fn an_errors_body_is_read_in_every_form_but_a_page() {
    for (body, cause) in [
        ("\u{feff}{\"error\":{\"code\":\"model_not_found\"}}", Cause::Misconfigured(Problem::ModelUnknown)),
        (
            "event: error\ndata: {\"error\":{\"code\":\"model_not_found\"}}\n\n",
            Cause::Misconfigured(Problem::ModelUnknown),
        ),
        ("{\n  \"error\": {\n    \"code\": \"model_not_found\"\n  }\n}", Cause::Misconfigured(Problem::ModelUnknown)),
        ("The model m does not exist.", Cause::Misconfigured(Problem::ModelUnknown)),
        (
            "<html>\n<p>See our billing page: the model does not exist.</p>",
            Cause::Misconfigured(Problem::OptionRefused),
        ),
    ] {
        let upstream = serve_status(400, "", body).await;
        assert_eq!(of(Provider::Openai, &upstream).await.cause(), cause, "{body}");
    }
}

#[tokio::test]
async fn an_error_in_a_stream_is_known_by_its_frame_its_choice_or_its_name() {
    let start = wire::openai(&["Some"], None);
    for (event, cause) in [
        ("data: {\"error\":\"m\",\"status_code\":429}\n\n", Cause::Busy),
        (
            "data: {\"choices\":[{\"error\":{\"code\":429,\"message\":\"m\"},\"finish_reason\":\"error\"}]}\n\n",
            Cause::Busy,
        ),
        ("event: error\ndata: {\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}\n\n", Cause::Busy),
        (
            "event: error\ndata: too many requests, your credit balance is too low\n\n",
            Cause::Misconfigured(Problem::CreditGone),
        ),
    ] {
        let upstream = serve_chunks(vec![(start.clone() + event).into()]).await;
        let answer = of(Provider::Openai, &upstream).await;
        assert_eq!((answer.text().as_str(), answer.cause()), ("Some", cause), "{event}");
    }
    let nothing = "data: {\"error\":0,\"choices\":[]}\n\n".to_owned() + &wire::openai(&["Some"], Some("stop"));
    assert!(of(Provider::Openai, &serve_chunks(vec![nothing.into()]).await).await.end.is_ok());
}
