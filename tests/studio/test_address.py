"""The address of a server: what can't be one is told, and nothing that may be secret is shown."""

from __future__ import annotations

import pytest

from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio.client import Studio


@pytest.mark.parametrize(
    "url",
    [
        "http://host:99999",
        "http://host:abc",
        "http://[::1]:x",
        "http://127.0.0.1:8 0",
        "http://a..b",
        f"http://{'a' * 70}.it",
        "http://:geheim@127.0.0.1:8080",
        "http://127.0.0.1:8080#geheim",
        "ftp://host",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(InputError, match="isn't the address of a Label Studio server") as raised:
        Studio(url, "geheim")
    assert (raised.value.where, "http://localhost:8080" in raised.value.remedy) == ("--url", True)
    assert "geheim" not in str(raised.value)


def test_a_name_that_only_the_library_knows_for_none() -> None:
    pytest.importorskip("label_studio_sdk")
    with pytest.raises(EnvironmentFault, match="no Label Studio answers there"):
        Studio("http://xn--:1", "key").people()
