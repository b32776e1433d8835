"""Queries are read as Stripe documents them, print as what reads back the same, and are refused where they are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.provider import Refusal
from simulator.stripe.search.parser import parse
from simulator.stripe.search.query import MOST_CLAUSES, Clause, Query

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,12}", fullmatch=True)
TEXTS = st.text(max_size=12)
CLAUSES = st.builds(
    Clause,
    field=NAMES,
    operator=st.sampled_from([":", "~", "=", "<", ">", "<=", ">="]),
    value=st.one_of(TEXTS, st.none()),
    key=st.one_of(TEXTS, st.none()),
    negated=st.booleans(),
)
QUERIES = st.builds(
    lambda clauses, join: Query(tuple(clauses), join if len(clauses) > 1 else "AND"),
    st.lists(CLAUSES, min_size=1, max_size=MOST_CLAUSES),
    st.sampled_from(["AND", "OR"]),
)


@given(QUERIES)
def test_a_query_reads_back_as_it_was_printed(query: Query) -> None:
    assert parse(str(query)) == query


@given(QUERIES)
def test_a_space_says_and(query: Query) -> None:
    spaced = " ".join(str(clause) for clause in query.clauses)

    assert parse(spaced) == Query(query.clauses, "AND")


@given(st.text(max_size=40) | st.text(alphabet="ab:~<>=-[]\"'\\ .1andorANDOR", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except Refusal:
        return
    assert parse(str(query)) == query


READ: dict[str, Query] = {
    'email:"amy@rocketrides.io"': Query((Clause("email", ":", "amy@rocketrides.io"),)),
    "email:'amy@rocketrides.io'": Query((Clause("email", ":", "amy@rocketrides.io"),)),
    'email~"amy"': Query((Clause("email", "~", "amy"),)),
    "amount>1000": Query((Clause("amount", ">", "1000"),)),
    'amount>="10"': Query((Clause("amount", ">=", "10"),)),
    "amount:-5": Query((Clause("amount", ":", "-5"),)),
    "payment_method_details.card.last4:0005": Query((Clause("payment_method_details.card.last4", ":", "0005"),)),
    "url:null": Query((Clause("url", ":", None),)),
    "url:NULL": Query((Clause("url", ":", None),)),
    'url:"null"': Query((Clause("url", ":", "null"),)),
    "phone: '+199'": Query((Clause("phone", ":", "+199"),)),
    '-currency:"jpy"': Query((Clause("currency", ":", "jpy", negated=True),)),
    '-metadata["donation-id"]:null': Query((Clause("metadata", ":", None, "donation-id", negated=True),)),
    'status:"a" AND amount:500': Query((Clause("status", ":", "a"), Clause("amount", ":", "500"))),
    'status:"a" and amount:500': Query((Clause("status", ":", "a"), Clause("amount", ":", "500"))),
    'status:"a" amount:500': Query((Clause("status", ":", "a"), Clause("amount", ":", "500"))),
    'status:"a" or -status:"b"': Query((Clause("status", ":", "a"), Clause("status", ":", "b", negated=True)), "OR"),
    r'description:"the story called \"The Sky and the Sea.\""': Query(
        (Clause("description", ":", 'the story called "The Sky and the Sea."'),)
    ),
    r"name:'O\'Hara \\ \n'": Query((Clause("name", ":", r"O'Hara \ \n"),)),
    "name:'say \"hi\" AND bye'": Query((Clause("name", ":", 'say "hi" AND bye'),)),
}


@pytest.mark.parametrize("text", READ)
def test_a_query_is_read_as_documented(text: str) -> None:
    assert parse(text) == READ[text]


UNREADABLE = [
    " ", "asdf", "email", "email:", ":'a'", "email:amy", "active:true", 'email:"amy', "email:'amy\"", "email::'a'",
    "email:'a' AND", "AND email:'a'", "email:'a' AND OR name:'b'", "email:'a' AND AND name:'b'", "email:'a',name:'b'",
    "(email:'a')", "NOT email:'a'", "--email:'a'", "email:-'a'", "email:'a'name:'b'", "metadata['a:'b'",
    "metadata[a]:'b'", "metadata[]:'b'", "amount>1e5", "amount>1_000", "email:“amy”", "email!='a'", "ema\x00il:'a'",
    "amount>-null",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_query_is_refused(text: str) -> None:
    assert refused(text).startswith("We were unable to parse your search query. Try using the format")


def test_joins_are_not_mixed_and_clauses_are_counted() -> None:
    mixed = ["a:1 AND b:2 OR c:3", "a:1 OR b:2 c:3", "a:1 b:2 or c:3"]

    assert {refused(text) for text in mixed} == {"You can't combine AND and OR in the same search query."}
    assert len(parse(" ".join(["a:1"] * MOST_CLAUSES)).clauses) == MOST_CLAUSES
    assert refused(" ".join(["a:1"] * 11)) == "You can combine up to 10 query clauses in a search."


def refused(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        parse(text)
    body: Any = caught.value.body
    assert caught.value.status == 400
    assert body["type"] == "invalid_request_error"
    return caught.value.message
