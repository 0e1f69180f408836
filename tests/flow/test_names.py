"""A worker whose name changes: the latest proven one counts, and the one before is not lost."""

from __future__ import annotations

from tests.world import World


def test_the_latest_proven_name_counts(world: World) -> None:
    """Concierges read the new name at once; #status, the timeline and the person's data keep the old one."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "I want to speak with more calm.")
    married = world.compose(maria, world.service.address, "Re: [LC-1] Presenting", "And louder.")
    del married["From"]
    married["From"] = f"Maria O'Brien <{maria.address}>"
    world.submit(maria, married)
    assert "Maria O'Brien" in world.newest(world.anna).text
    assert "Maria O'Brien" == world.case(1)["requester"]["name"]
    renamed = [each for each in world.case(1)["timeline"] if each["event"] == "person.renamed"]
    assert ["Maria Jansen \u2192 Maria O'Brien"] == [each["detail"] for each in renamed]
    world.reply(world.anna, world.newest(world.anna), "#status")
    assert "Wrote before as: Maria Jansen" in world.newest(world.anna).text.replace("*", "")
