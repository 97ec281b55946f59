"""The plan made by hand, for every test of the report."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def example():
    """``example(phases=4, **changed_fields)`` builds a plan."""
    spec = spec_from_file_location("report_example", Path(__file__).with_name("example.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.example


@pytest.fixture(scope="session")
def document():
    """``document(phases=4)`` gives the fields of that plan."""
    spec = spec_from_file_location("report_example", Path(__file__).with_name("example.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.document
