import tomllib

import pytest
from django.conf import settings

from tests.content.small import SmallContent

FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def small(tmp_path):
    return SmallContent(tmp_path)


@pytest.fixture(scope="session")
def files():
    """Every content file as it is read, by its name in fixtures/."""
    paths = sorted(FIXTURES.rglob("*.toml"))
    return {
        path.relative_to(FIXTURES).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in paths
    }


@pytest.fixture(scope="session")
def source():
    """Reads one of the source texts."""
    return lambda name: (FIXTURES / "sources" / name).read_text(encoding="utf-8")
