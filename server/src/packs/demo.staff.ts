import { personName } from '../../../packs/demo/names.ts';
import type { AccountTemplate, AreaBook, PlannedUnit, UnitTemplate } from './demo.organisations.ts';

export interface PlannedStaff {
  username: string;
  name: string;
  phone: string;
  /** Place on the sign-in page, 0 = not shown there. */
  order: number;
  relations: { role: string; unit: string; area: string | null }[];
}

/** Numbers nobody has: the block 199 0000 is used for the fictional people of the demo only. */
export const demoPhone = (n: number): string => `1990000${String(n).padStart(4, '0')}`;
const FIRST_STAFF = 5000;

interface Post {
  role: string;
  /** Roles held beside it in the same unit. */
  also: string[];
  /** The units of the post: one, or all offices of a company. */
  units: PlannedUnit[];
  /** The grid a grid worker is responsible for. */
  grid: string | null;
}

/** The posts a template's staff fills: per company, not per office of it. */
function postsOf(template: UnitTemplate, units: readonly PlannedUnit[], book: AreaBook): Post[] {
  const made = units.filter((unit) => unit.template === template);
  const offices = made.filter((unit) => unit.kind === 'property');
  const places = offices.length > 0 ? [offices] : made.map((unit) => [unit]);
  return places.flatMap((there) =>
    template.staff.flatMap(({ role, count, per, also = [] }) => {
      const grids = per ? book.ofLevel('grid').filter(({ code }) => book.within(code, there[0]!.area)) : [];
      const one = (grid: string | null) =>
        Array.from({ length: count }, (): Post => ({ role, also, units: there, grid }));
      return per ? grids.flatMap(({ code }) => one(code)) : one(null);
    }),
  );
}

/** Whether a demo account of organisations.yaml is the one for this post. */
function fits(account: AccountTemplate, post: Post, book: AreaBook): boolean {
  const unit = post.units[0]!;
  if (account.unit !== unit.template.code || account.role !== post.role) return false;
  const place = book.at(account.at);
  return post.grid ? post.grid === place : post.units.some(({ area }) => book.within(place, area));
}

const SHORT: Record<string, string> = {
  grid_worker: 'wg',
  community_staff: 'sq',
  street_staff: 'jd',
  district_staff: 'qu',
  city_staff: 'shi',
  department_staff: 'bm',
  department_lead: 'bmz',
  property_staff: 'wy',
  hotline_agent: 'rx',
};

/** Everybody who works in the city: the demo accounts in their posts, fictional people in the others. */
export function planStaff(
  organisations: { units: UnitTemplate[]; accounts: AccountTemplate[] },
  units: readonly PlannedUnit[],
  book: AreaBook,
  random: () => number,
): PlannedStaff[] {
  const left = [...organisations.accounts];
  const numbers = new Map<string, number>();
  const posts = organisations.units.flatMap((template) => postsOf(template, units, book));
  return posts.map((post, i) => {
    const account = left.find((each) => fits(each, post, book));
    if (account) left.splice(left.indexOf(account), 1);
    const number = (numbers.get(post.role) ?? 0) + 1;
    numbers.set(post.role, number);
    const username = `${SHORT[post.role] ?? post.role}${String(number).padStart(3, '0')}`;
    return {
      username: account?.username ?? username,
      name: account?.name ?? personName(random).name,
      phone: demoPhone(FIRST_STAFF + i),
      order: account ? organisations.accounts.indexOf(account) + 1 : 0,
      relations: post.units.flatMap(({ code: unit }) =>
        [post.role, ...post.also].map((role) => ({ role, unit, area: post.grid })),
      ),
    };
  });
}
