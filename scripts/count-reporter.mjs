/** A reporter of node's test runner that says of each test its file and how it ended, one line of JSON a test. */
export default async function* countReporter(events) {
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    const ended = data.skip || data.todo ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    yield `${JSON.stringify({ file: data.entryFile ?? data.file, ended })}\n`;
  }
}
