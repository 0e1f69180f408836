"""One module a command or group of commands of `concierge`; `concierge.cli` names them."""
