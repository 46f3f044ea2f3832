import assert from 'node:assert/strict';
import type { Runtime } from '../../platform/runtime.ts';
import { trialJob } from './jobs.trial.ts';

type Ask = (
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
) => Promise<{ status: number; body: any }>;

/** For tests: reads what is in force, and tries a text on the past to its end, as somebody who publishes. */
export const trier = (runtime: Runtime, ask: Ask) => ({
  async textOf(kind: string, code: string): Promise<string> {
    return (await ask('GET', `/api/config/${kind}/${code}`)).body.text;
  },
  async tried(kind: string, code: string, text: string, period: { from?: string; until?: string } = {}) {
    const trials = `/api/config/${kind}/${code}/trials`;
    const { status, body } = await ask('POST', trials, { text, ...period });
    assert.equal(status, 201, JSON.stringify(body));
    const input = { subject: body.trial };
    await trialJob.work(runtime, {
      id: body.job,
      accountId: '',
      input,
      progress: null,
      report: async () => {},
    });
    const url = `${trials}/${body.trial}`;
    const { result } = (await ask('GET', url)).body;
    const { items } = (await ask('GET', `${url}/differences?limit=200`)).body;
    return { ...result, url, differences: items };
  },
});
