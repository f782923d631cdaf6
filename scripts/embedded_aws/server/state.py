"""The extension's own records: persisted, restored and reset together with MiniStack's."""

from ministack import app
from ministack.core.responses import AccountRegionScopedDict

_NAME = "embedded_aws"
_stores: dict[str, AccountRegionScopedDict] = {}


def regional_records(name: str) -> AccountRegionScopedDict:
    """The store of this name; its keys are separate for each account and region."""
    return _stores.setdefault(name, AccountRegionScopedDict())


class _StateModule:
    """What MiniStack asks of a service module in order to keep its state."""

    @staticmethod
    def get_state() -> dict[str, AccountRegionScopedDict]:
        return dict(_stores)

    @staticmethod
    def load_persisted_state(saved: dict[str, AccountRegionScopedDict]) -> None:
        for name, records in saved.items():
            regional_records(name).update(records)

    @staticmethod
    def reset() -> None:
        for records in _stores.values():
            records.clear()


app._loaded_modules[_NAME] = _StateModule
app._state_map[_NAME] = _NAME
app.SERVICE_REGISTRY[_NAME] = {"module": _NAME}
