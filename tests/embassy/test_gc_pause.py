"""The garbage collector waits for as long as somebody makes a great many objects on purpose, and no longer."""

import gc

import pytest

from embassy.gc_pause import gc_paused


@pytest.fixture(autouse=True)
def collecting():
    gc.enable()
    yield
    gc.enable()


def test_it_waits_inside_and_works_again_outside():
    with gc_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_waits_for_the_last_of_several():
    first, second = gc_paused(), gc_paused()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_works_again_when_the_work_fails_or_is_left_half_way():
    def steps():
        with gc_paused():
            yield gc.isenabled()

    work = steps()
    assert next(work) is False
    work.close()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="half way"), gc_paused():
        raise ValueError("half way")
    assert gc.isenabled()


def test_a_process_without_a_collector_is_not_given_one():
    gc.disable()
    with gc_paused():
        pass
    assert not gc.isenabled()
