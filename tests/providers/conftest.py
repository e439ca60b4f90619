"""What all checks share: the servers, and a local server that uses them."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import servers  # noqa: E402
from visitor import Visitor  # noqa: E402
from local_server import LocalServer  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("providers")


@pytest.fixture(scope="session")
def litellm(folder):
    with servers.litellm(folder) as base_url:
        yield base_url


@pytest.fixture(scope="session")
def llama(folder):
    with servers.llama(folder) as base_url:
        yield base_url


@pytest.fixture(scope="session")
def mock(folder):
    with servers.mock(folder) as base_url:
        yield base_url


@pytest.fixture(scope="session")
def server(folder):
    started = LocalServer(os.environ["BUBBLECHAT_LOCAL_BIN"], folder)
    yield started
    started.stop()


@pytest.fixture
def visitor(server, request):
    """Makes a visitor of a tenant with one engine."""

    def make(engine, key=None):
        return Visitor(server, engine, key)

    return make
