// What an account can spend, as a bar: from the credit limit up to the balance. What is used of the credit is hatched.
import { html } from "../html.js";

export function Funds({ account }) {
  const balance = Number(account.balance);
  const limit = Math.min(Number(account.credit_limit), balance, 0);
  const top = Math.max(balance, 0);
  const percent = (amount) => (top === limit ? 0 : ((amount - limit) / (top - limit)) * 100);
  const part = (name, from, to) => to > from && html`<span class=${`funds-part ${name}`}
    style=${{ left: `${percent(from)}%`, width: `${percent(to) - percent(from)}%` }}></span>`;
  const said = () =>
    `${money(account.available_fund)} available: ` +
    `balance ${money(account.balance)}, credit limit ${money(account.credit_limit)}`;
  const money = (amount) => `${amount} ${account.currency ?? ""}`.trim();

  return html`<div class="funds">
    <p class="funds-available"><strong>${account.available_fund}</strong> ${account.currency ?? ""} available</p>
    <div class="funds-bar" role="meter" aria-label="Available funds" aria-valuemin="0" aria-valuemax=${top - limit}
      aria-valuenow=${balance - limit}
      aria-valuetext=${said()}>
      ${part("credit", limit, Math.min(balance, 0))}
      ${part("used", Math.min(balance, 0), 0)}
      ${part("own", 0, balance)}
    </div>
    <dl class="funds-legend">
      <div><dt><span class="key own"></span>Balance</dt><dd>${account.balance}</dd></div>
      <div><dt><span class="key credit"></span>Credit limit</dt><dd>${account.credit_limit}</dd></div>
    </dl>
  </div>`;
}
