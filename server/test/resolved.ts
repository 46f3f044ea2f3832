// biome-ignore lint/suspicious/noExplicitAny: any part of an OpenAPI document.
type Node = any;

/** A schema of a description with every named shape put in its place (no shape of ours holds itself). */
export function resolved(document: Node, schema: Node): Node {
  if (Array.isArray(schema)) return schema.map((each) => resolved(document, each));
  if (schema === null || typeof schema !== 'object') return schema;
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : null;
  if (name) return resolved(document, document.components.schemas[name]);
  return Object.fromEntries(Object.entries(schema).map(([key, each]) => [key, resolved(document, each)]));
}
