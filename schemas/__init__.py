"""The protocols, the control API and the world file as JSON Schema 2020-12, with two validators over one set of files.

`checker` and `conforms` say yes or no and are fast; `explain` says in words what is wrong, and where. Importing this
package loads neither validator.
"""

from .bundles import bundle
from .explanations import Problem, explain
from .shelf import UnknownSchema, load, names
from .verdicts import checker, conforms

__all__ = ["Problem", "UnknownSchema", "bundle", "checker", "conforms", "explain", "load", "names"]
