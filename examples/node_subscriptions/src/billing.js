// Memberships at Stripe: subscribed to on its page, changed and cancelled here, and always as Stripe shows them.

import { isOver } from './access.js';
import { Lanes } from './lanes.js';
import { audit, log } from './log.js';
import { unlessMissing } from './stripe.js';

const WRITES_TRIED = 5;

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Billing {
  constructor({ stripe, members, memberships, plans, config }) {
    Object.assign(this, { stripe, members, memberships, plans, config });
    this.lanes = new Lanes();
  }

  // Return the membership that a member is about to have, and where it is paid. A member has one at a time.
  subscribe(memberId, plan) {
    return this.lanes.run(memberId, async () => {
      const there = await this.current(memberId);
      if (there?.subscription) throw new Refused(409, 'you are a member already');
      if (there?.page && there.plan === plan.name) return { id: there.id, url: there.page.url };
      if (there?.page) await this.stripe.checkout.sessions.expire(there.checkout); // fails if it was paid just now
      const again = there?.plan === plan.name; // its page was asked for, and the answer was lost
      if (there && !again) this.memberships.abandon(there.id);
      const member = this.members.get(memberId);
      const asked = again ? there : this.memberships.ask(member, plan);
      return { id: asked.id, url: await this.#page(asked, member, plan) };
    });
  }

  // What a member has, as Stripe says now: paid meanwhile, waiting on its page, or nothing.
  async current(memberId) {
    const there = this.memberships.currentOf(memberId);
    if (!there) return null;
    if (there.subscription) await this.refresh(there.subscription);
    if (there.subscription || !there.checkout) return this.memberships.currentOf(memberId);
    const page = await this.stripe.checkout.sessions.retrieve(there.checkout);
    if (page.status === 'open') return { ...there, page };
    if (page.status === 'complete') await this.refresh(page.subscription);
    else this.memberships.abandon(there.id);
    return this.memberships.currentOf(memberId);
  }

  async #page(asked, member, plan) {
    const customer = await this.#customerOf(member);
    const page = await this.stripe.checkout.sessions.create(
      {
        mode: 'subscription',
        customer,
        client_reference_id: asked.id,
        line_items: [{ price: plan.price, quantity: 1 }],
        subscription_data: {
          metadata: { membership: asked.id },
          ...(asked.trial_days > 0 ? { trial_period_days: asked.trial_days } : {}),
        },
        success_url: `${this.config.publicUrl}/memberships/${asked.id}`,
        cancel_url: `${this.config.publicUrl}/`,
      },
      { idempotencyKey: `membership-${asked.id}` },
    );
    this.memberships.isPaidOn(asked.id, page.id);
    return page.url;
  }

  async #customerOf(member) {
    if (member.customer) return member.customer;
    const made = await this.stripe.customers.create(
      { email: member.email, metadata: { member: member.id } },
      { idempotencyKey: `member-${member.id}` },
    );
    this.members.isCustomer(member.id, made.id);
    return made.id;
  }

  // Fetch a subscription and write down what it is now. Return the membership; null if it is none of ours.
  async refresh(id, origin = 'stripe') {
    for (let tried = 0; tried < WRITES_TRIED; tried += 1) {
      const before = this.memberships.ofSubscription(id);
      const found = await unlessMissing(this.stripe.subscriptions.retrieve(id));
      if (!found || found.livemode !== this.config.live) return null;
      if (!before && !this.#adopt(found)) return null;
      if (before && this.memberships.write(before, found)) {
        if (before.status !== found.status) this.#note(before, found, origin);
        return this.memberships.ofSubscription(id);
      }
    }
    throw new Error(`others kept writing about ${id}`);
  }

  // Which membership a subscription is says its metadata, which is our server's own; whose it is, its customer.
  #adopt(found) {
    const asked = this.memberships.get(found.metadata.membership ?? '');
    const owner = this.members.ofCustomer(found.customer);
    if (asked && asked.member_id === owner?.id && this.memberships.link(asked.id, found.id)) return true;
    if (this.memberships.ofSubscription(found.id)) return true; // linked meanwhile
    if (!isOver(found.status)) log.error({ subscription: found.id }, 'a subscription that is no membership');
    return false;
  }

  #note(before, found, origin) {
    const result = `was ${before.status}, is ${found.status}`;
    audit({ actor: 'stripe', action: 'membership', object: before.id, result, origin, subscription: found.id });
  }

  // Change a member's plan; the difference is paid at once, or nothing is changed.
  change(memberId, membershipId, plan) {
    return this.lanes.run(memberId, async () => {
      const { subscription } = this.#ofMember(memberId, membershipId);
      const found = await this.stripe.subscriptions.retrieve(subscription);
      const [item] = found.items.data;
      if (isOver(found.status)) throw new Refused(409, 'this membership is over');
      if (item.price.id !== plan.price) {
        await this.stripe.subscriptions.update(subscription, {
          items: [{ id: item.id, price: plan.price }],
          proration_behavior: 'always_invoice',
          payment_behavior: 'error_if_incomplete',
        });
      }
      return this.refresh(subscription, 'member');
    });
  }

  // Let a membership end with the period that is paid.
  cancel(memberId, membershipId) {
    return this.lanes.run(memberId, async () => {
      const { subscription, status } = this.#ofMember(memberId, membershipId);
      if (isOver(status)) throw new Refused(409, 'this membership is over');
      await this.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
      return this.refresh(subscription, 'member');
    });
  }

  // Where a member sees invoices and changes the card, at Stripe. Whose they are, our books say.
  async portalOf({ customer }) {
    if (!customer) throw new Refused(409, 'there is nothing at Stripe yet');
    const visit = await this.stripe.billingPortal.sessions.create({
      customer,
      return_url: `${this.config.publicUrl}/`,
    });
    return visit.url;
  }

  // A member's own membership, by its id. To anybody else there is none.
  owned(memberId, membershipId) {
    const row = this.memberships.get(membershipId);
    return row?.member_id === memberId ? row : null;
  }

  #ofMember(memberId, membershipId) {
    const row = this.owned(memberId, membershipId);
    if (!row) throw new Refused(404, 'no such membership');
    if (!row.subscription) throw new Refused(409, 'this membership has not begun');
    return row;
  }
}
