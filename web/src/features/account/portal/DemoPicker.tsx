import type { DemoAccount } from '../../../api/types.ts';

/** The demo city's people, one touch each. */
export function DemoPicker({
  accounts,
  onPick,
}: {
  accounts: DemoAccount[];
  onPick: (username: string) => void;
}) {
  return (
    <section className="hy-card">
      <h2>示例城市：点一个身份进入</h2>
      <div className="hy-demo-people">
        {accounts.map((account) => (
          <button key={account.username} type="button" onClick={() => onPick(account.username)}>
            <strong>{account.name}</strong>
            <span className="hy-muted">{account.role}</span>
            <span className="hy-muted">{account.username}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
