"""A local server against servers that speak the providers' protocols and that nobody here wrote."""

import pytest
from servers import LITELLM_KEY, LLAMA_KEY, MOCK_KEY, Relay


@pytest.fixture
def talking(litellm, llama, mock):
    """For each server: its address, a key, a model, and what its streams report."""
    return {
        "litellm": (litellm, LITELLM_KEY, "talks", True),
        "llama.cpp": (llama, LLAMA_KEY, "tiny", True),
        # Its streams report no usage.
        "openai-mock-api": (mock, MOCK_KEY, "gpt-4o-mini", False),
    }


NAMES = ["litellm", "llama.cpp", "openai-mock-api"]


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_arrives_with_its_usage(talking, visitor, name):
    base_url, key, model, reports_usage = talking[name]
    engine = {"base_url": base_url, "model": model, "max_output_tokens": 16, "temperature": 0}
    text, last = visitor(engine, key).ask("When are you open?")
    assert text.strip() and last["type"] == "done", last
    assert last["status"] in ("complete", "truncated")
    if reports_usage:
        assert last["usage"]["input"] > 0 and last["usage"]["output"] > 0, last


@pytest.mark.parametrize("name", NAMES)
def test_a_refused_key_is_the_operators_to_mend(talking, visitor, name):
    base_url, _, model, _ = talking[name]
    text, last = visitor({"base_url": base_url, "model": model}, "sk-wrong").ask("Hello?")
    assert (text, last["type"], last["code"]) == ("", "error", "engine_misconfigured"), last


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_address_is_the_operators_to_mend(talking, visitor, name):
    base_url, key, model, _ = talking[name]
    text, last = visitor({"base_url": f"{base_url}/elsewhere", "model": model}, key).ask("Hello?")
    assert (text, last["type"], last["code"]) == ("", "error", "engine_misconfigured"), last


def test_an_unknown_model_is_the_operators_to_mend(litellm, visitor):
    _, last = visitor({"base_url": litellm, "model": "nobody-has-it"}, LITELLM_KEY).ask("Hello?")
    assert last["code"] == "engine_misconfigured", last


def test_a_busy_provider_is_asked_once_more(litellm, visitor):
    relay = Relay(litellm)
    _, last = visitor({"base_url": relay.base_url, "model": "busy"}, LITELLM_KEY).ask("Hello?")
    assert (last["type"], last["code"], last["retryable"]) == ("error", "provider_busy", True), last
    assert relay.requests == 2


def test_a_stop_reaches_the_provider(mock, visitor):
    relay = Relay(mock)
    asking = visitor({"base_url": relay.base_url, "model": "gpt-4o-mini"}, MOCK_KEY)
    events = asking.events("Tell me everything.")
    reply = next(events)["reply_id"]
    assert next(event for event in events if event["type"] == "token")["content"]
    asking.stop(reply)
    assert list(events)[-1]["status"] == "stopped"
    assert b"[DONE]" not in relay.until_left(), "the provider had said everything already"


def test_a_conversation_that_outgrows_its_model_goes_on(llama, visitor):
    relay = Relay(llama)
    # The model's window is 512 tokens, each a byte; the document says more, so the model itself has to say that it is too much.
    engine = {"base_url": relay.base_url, "model": "tiny", "max_output_tokens": 16, "temperature": 0}
    asking = visitor(engine, LLAMA_KEY)
    ends = [asking.ask(f"Question number {number}: and then?") for number in range(1, 41)]
    for number, (text, last) in enumerate(ends, 1):
        assert text and last["type"] == "done", (number, last)
    # At some point it did not fit any more, and was asked once more.
    assert 40 < relay.requests <= 80, relay.requests
