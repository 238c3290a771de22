"""What `./clinic test --regression` makes of two sets of outcomes."""

from scripts.ground.regression import QUERY_COUNT, compare, table, tags

NAME = 'calendar.tests.test_a.TestA.test_x'
PASSED = {'outcome': 'passed', 'reasons': []}
SKIPPED = {'outcome': 'skipped', 'reasons': []}


def failed(*reasons):
    return {'outcome': 'failed', 'reasons': list(reasons)}


def lists(without, with_addons):
    difference = compare(
        {NAME: without} if without else {}, {NAME: with_addons} if with_addons else {}
    )
    return difference.broken, difference.queries, difference.mended


def test_a_test_that_fails_only_with_our_addons_is_broken():
    assert lists(PASSED, failed("no")) == ([NAME], [], [])
    assert compare({NAME: PASSED}, {NAME: failed("no")}).reasons == {NAME: "no"}


def test_a_test_that_is_gone_or_skipped_with_our_addons_is_broken():
    assert lists(PASSED, None) == ([NAME], [], [])
    assert lists(PASSED, SKIPPED) == ([NAME], [], [])


def test_a_class_that_cannot_be_prepared_is_broken():
    assert lists(None, failed("setUpClass")) == ([NAME], [], [])


def test_counting_more_queries_is_set_aside_unless_something_else_failed_too():
    counts = f"{QUERY_COUNT} for user admin: 9 > 8"
    assert lists(PASSED, failed(counts)) == ([], [NAME], [])
    assert lists(PASSED, failed(counts, "no")) == ([NAME], [], [])


def test_what_failed_before_is_not_ours():
    assert lists(failed("no"), failed("no")) == ([], [], [])
    assert compare({NAME: failed("no")}, {NAME: failed("no")}).failed_anyway == 1
    assert lists(failed("no"), PASSED) == ([], [], [NAME])


def test_what_passes_and_what_is_skipped_is_counted():
    difference = compare({NAME: PASSED, 'b': SKIPPED}, {NAME: PASSED, 'b': SKIPPED})
    assert (difference.passed, difference.skipped, difference.broken) == (1, 1, [])


def test_tags_name_tests_and_fall_back_to_modules():
    assert tags([NAME]) == '/calendar:TestA.test_x'
    assert tags(['setUpClass (calendar.tests.test_a.TestA)']) == tags()
    assert tags() == '/calendar,/resource,/contacts,/mail,/portal'


def test_the_table_counts_by_module():
    lines = table({NAME: PASSED}, {NAME: failed("no")})
    assert [line.split() for line in lines if line.startswith('calendar')] == [
        ['calendar', '1', '0', '0', '0', '1', '0']
    ]
