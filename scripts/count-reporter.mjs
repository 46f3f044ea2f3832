/** A reporter of node's test runner that says one thing: how many tests there were, as one line of JSON. */
export default async function* countReporter(events) {
  for await (const event of events) {
    // Each file has its own summary too; the one of the whole run names no file.
    if (event.type === 'test:summary' && !event.data.file) yield `${JSON.stringify(event.data.counts)}\n`;
  }
}
