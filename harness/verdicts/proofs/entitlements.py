"""Proofs about access to what is sold by the period: given, kept and taken away as the provider's state says."""

from __future__ import annotations

from harness.observed_access import Access, Subscribed
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

WINDOW = "[entitlement] read and access"


def grants_nothing(done: str, sample: Access, *, twin: Access) -> Verdict:
    """Judge that there is no access; `twin` is a subscriber who has paid, or this one before it was over."""
    if sample.granted:
        return fail(f"{done}: the subscriber {sample.told}")
    if (nothing := _deaf(twin)) is not None:
        return nothing
    if sample.granted is None:
        return not_observable(f"{done}: the access could not be seen", needs=sample.shut or WINDOW)
    return passed(f"{done}: the subscriber {sample.told}, and one who has paid {twin.told}")


def grants(done: str, sample: Access, *, blank: Access) -> Verdict:
    """Judge that there is access; `blank` is somebody who has signed up and not paid: a yes to everybody is none."""
    if sample.granted is None:
        return not_observable(f"{done}: the access could not be seen", needs=sample.shut or WINDOW)
    if not sample.granted:
        return fail(f"{done}: the subscriber {sample.told}")
    if blank.granted is not False:
        told = f"one who has not paid {blank.told}"
        return not_observable(f"{done}: the subscriber {sample.told}, and {told}: that is no answer", needs=WINDOW)
    return passed(f"{done}: the subscriber {sample.told}, and one who has not paid {blank.told}")


def sold_as_agreed(tried: str, record: Subscribed, *, plan: str, twin: Subscribed, trials: int = 0) -> Verdict:
    """Judge that a sign-up with foreign words in it was refused, or bought `plan` and no more days for nothing.

    `twin` is an honest sign-up for the same plan.
    """
    if twin.plans != (plan,):
        needs = "[subscription] plans, requests and object"
        return not_observable(f"an honest sign-up bought {_plans(twin)} instead of {plan}", needs=needs)
    if record.trials > trials:
        honest = f"an honest sign-up gets that {_times(trials)}"
        return fail(f"{tried}: days were given away {_times(record.trials)}; {honest}")
    others = [name for name in record.plans if name != plan]
    if others:
        return fail(f"{tried}: the provider bills {', '.join(others)}; {plan} was signed up for")
    if len(record.plans) > 1:
        return fail(f"{tried}: the provider bills {len(record.plans)} subscriptions")
    return passed(f"{tried}: {f'the provider bills {plan}, as agreed' if record.plans else 'refused'}")


def sold_nothing(tried: str, record: Subscribed, *, plan: str, twin: Subscribed) -> Verdict:
    """Judge that a sign-up for what is not sold bought nothing; `twin` is an honest one for `plan`."""
    if record.plans:
        return fail(f"{tried}: the provider bills {_plans(record)}; nobody has signed up for that")
    if twin.plans != (plan,):
        needs = "[subscription] plans, requests and object"
        return not_observable(f"an honest sign-up bought {_plans(twin)} instead of {plan}", needs=needs)
    return passed(f"{tried}: refused")


def one_subscription(done: str, record: Subscribed, *, plan: str, reach: int) -> Verdict:
    """Judge that one subscription goes on, to that plan; `reach` counts the attempts beside the first."""
    if record.plans != (plan,):
        return fail(f"{done}: the provider bills {_plans(record)}; it should be {plan}, once", reach=reach)
    if reach == 0:
        return not_observable(f"{done}: there was no second attempt", reach=0)
    return passed(f"{done}: the provider bills {plan}, once", reach=reach)


def one_trial(done: str, record: Subscribed, *, first: Subscribed) -> Verdict:
    """Judge that nobody gets days for nothing twice; `first` is what there was before the second attempt."""
    if first.trials != 1:
        needs = "[subscription.plans.NAME] trial_days"
        return not_observable(f"the first sign-up gave days away {_times(first.trials)}", needs=needs)
    if record.trials > 1:
        return fail(f"{done}: the provider gave days away {_times(record.trials)}")
    return passed(f"{done}: the provider gave days away once")


def cancelled_there(done: str, record: Subscribed, *, accepted: bool) -> Verdict:
    """Judge that what its owner has cancelled at the target is cancelled where it is billed, too."""
    if record.ending:
        return passed(f"{done}: the provider will bill nothing more")
    if not accepted:
        return not_observable(f"{done}: refused", needs="[subscription] cancel")
    return fail(f"{done}: accepted, and the provider goes on billing {_plans(record)}")


def nobody_elses(tried: str, told: str, record: Subscribed, sample: Access, *, before: Access, plan: str) -> Verdict:
    """Judge that what a stranger asked about the subscription of `sample` changed nothing of it."""
    if record.ending or record.plans != (plan,):
        over = "ends" if record.ending else f"is to {_plans(record)}"
        return fail(f"{tried}: {told}, and the subscription {over} at the provider")
    if (nothing := _deaf(before)) is not None:
        return nothing
    if sample.granted is False:
        return fail(f"{tried}: {told}, and its owner {sample.told}")
    return passed(f"{tried}: {told}; the provider bills {plan} as before")


def seen_by_nobody_else(seen: Access, *, own: Access) -> Verdict:
    """Judge that a stranger who asks for the access of `own` does not see it."""
    if (nothing := _deaf(own)) is not None:
        return nothing
    if seen.granted:
        return fail(f"a stranger who asked for another's subscription was told that it {seen.told}")
    return passed(f"a stranger who asked for another's subscription was refused ({seen.shown or 'no answer'})")


def shows_plan(done: str, sample: Access, *, plan: str, before: Access) -> Verdict:
    """Judge that the target shows access to the plan that is billed."""
    if before.plan is None or sample.plan is None:
        return not_observable(f"{done}: the plan could not be seen", needs="[entitlement] plan")
    if sample.plan == plan:
        return passed(f"{done}: the target shows {plan}")
    return fail(f"{done}: the provider bills {plan}, and the target shows {sample.plan}")


def _deaf(twin: Access) -> Verdict | None:
    """Return why nothing can be said: whoever has paid was not seen to have access."""
    if twin.granted is None:
        return not_observable("the access of a subscriber who has paid could not be seen", needs=twin.shut or WINDOW)
    if not twin.granted:
        needs = "[entitlement] granted, [provider] webhook_path and webhook_secret_env, [limits] drain_s"
        return not_observable(f"a subscriber who has paid {twin.told}: nothing is granted here", needs=needs)
    return None


def _plans(record: Subscribed) -> str:
    return ", ".join(record.plans) or "nothing"


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
