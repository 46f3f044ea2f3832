/** Shapes of the HTTP contract that the shells and the shared parts use, typed by hand until the client is generated. */

export interface FieldFault {
  path: string;
  code: string;
  message: string;
}

export interface Problem {
  title: string;
  status: number;
  code: string;
  detail: string;
  fields?: FieldFault[];
  request_id?: string;
}

export interface DemoAccount {
  username: string;
  name: string;
  role: string;
}

export interface Account {
  id: string;
  kind: 'resident' | 'staff';
  name: string;
  username?: string;
  unit?: string;
}

/** Who looks at the screen. A guest has no account; permissions only decide which doors are drawn. */
export interface Me {
  account: Account | null;
  permissions: string[];
  demo: boolean;
  demo_accounts: DemoAccount[];
  /** The server did not answer: this is who used the device last. */
  offline?: boolean;
}

export interface SessionRow {
  id: string;
  agent: string;
  at: string;
  last_seen: string;
  current: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Point {
  lng: number;
  lat: number;
}

export interface StoredFile {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
  thumb?: string;
}

export interface InboxRow {
  id: string;
  title: string;
  text: string;
  at: string;
  read_at: string | null;
  subject?: string;
}

export interface Unit {
  id: string;
  name: string;
  path?: string;
}

export interface Area {
  id: string;
  name: string;
  level: string;
  code: string;
  parent: string | null;
}

/** One field of a form as the server sends it with a matter type or an ability (the workflow's own format). */
export interface FormField {
  name: string;
  kind:
    | 'text'
    | 'textarea'
    | 'number'
    | 'select'
    | 'unit'
    | 'units'
    | 'date'
    | 'boolean'
    | 'rating'
    | 'files'
    | 'phone'
    | 'matter';
  label: string;
  required?: boolean;
  min_length?: number;
  max_length?: number;
  min?: number;
  max?: number;
  options?: { value: string; label: string }[];
  multiple?: boolean;
  audience?: 'public' | 'internal';
  help?: string;
}

/** What one may do with a row now. `reason` (or `enabled: false`) says why not at this moment; `confirm` is the question to ask once. */
export interface Ability {
  action: string;
  name: string;
  form?: FormField[];
  reason?: string;
  enabled?: boolean;
  confirm?: string;
}

export interface MatterRow {
  id: string;
  number: string;
  type: string;
  type_name?: string;
  title: string;
  state: string;
  state_name?: string;
  phase?: string;
  area_name?: string;
  due?: string | null;
  created: string;
}
