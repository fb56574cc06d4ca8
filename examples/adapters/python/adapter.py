"""An adapter for a Python client: `mobipace-mock verify-client -- python examples/adapters/python/adapter.py`.

`Client` is here the kit's reference client. Put a class of your own in its place: made from a Context, with a method
for each call that your client has, `v3_send`, `v2_balance` and so on, and raising Failed where a call fails. How to
write one is shown by mobipace/contract_tests/reference/adapted.py; what each method takes and returns, by
mobipace/contract_tests/adapter/client.py. Without a process of its own the same class runs under `--python`.
"""

from mobipace.contract_tests.adapter import serve
from mobipace.contract_tests.reference import Client

if __name__ == "__main__":
    serve(Client)
