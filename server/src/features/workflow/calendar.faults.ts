import { IANAZone } from 'luxon';
import { NoWorkingTime, opening } from './calendar.time.ts';
import { type CalendarDefinition, compileCalendar, dayNumber, type Hours, spanOf } from './calendar.ts';

/** What is wrong with a calendar, where, and what to do; in the user's words. */
export interface CalendarFault {
  path: string;
  message: string;
}

function hoursFaults(hours: Hours, path: string): CalendarFault[] {
  const faults: CalendarFault[] = [];
  let last = -1;
  hours.forEach((text, i) => {
    const span = spanOf(text);
    if (!span)
      faults.push({
        path: `${path}.${i}`,
        message: `“${text}”不是一段时间，请写成 08:30-12:00，开始早于结束。`,
      });
    else if (span[0] < last)
      faults.push({ path: `${path}.${i}`, message: `“${text}”与前一段重叠或次序颠倒，请按先后填写。` });
    last = span ? span[1] : last;
  });
  return faults;
}

function weekFaults({ week }: CalendarDefinition): CalendarFault[] {
  return Object.entries(week).flatMap(([weekday, hours]) =>
    /^[1-7]$/.test(weekday)
      ? hoursFaults(hours, `week.${weekday}`)
      : [{ path: `week.${weekday}`, message: `没有星期“${weekday}”，请用 1（周一）到 7（周日）。` }],
  );
}

function dayFaults({ days = [] }: CalendarDefinition): CalendarFault[] {
  const seen = new Set<string>();
  return days.flatMap((day, i): CalendarFault[] => {
    const path = `days.${i}`;
    if (Number.isNaN(dayNumber(day.date)))
      return [{ path: `${path}.date`, message: `“${day.date}”不是日期，请写成 2026-10-10。` }];
    if (seen.has(day.date))
      return [{ path: `${path}.date`, message: `${day.date} 出现了两次，请只留一条。` }];
    seen.add(day.date);
    return day.working && day.hours ? hoursFaults(day.hours, `${path}.hours`) : [];
  });
}

function workFaults(definition: CalendarDefinition, now: number): CalendarFault[] {
  try {
    opening(compileCalendar(definition), now);
    return [];
  } catch (error) {
    if (!(error instanceof NoWorkingTime)) throw error;
    return [
      { path: 'week', message: '没有一天上班，按工作时间的时限永远不会到期。请至少填写一天的工作时间。' },
    ];
  }
}

/** All that keeps a calendar from being published; none: it can. */
export function calendarFaults(definition: CalendarDefinition, now: number): CalendarFault[] {
  const { timezone, horizon } = definition;
  const faults: CalendarFault[] = [];
  if (!IANAZone.isValidZone(timezone))
    faults.push({ path: 'timezone', message: `没有时区“${timezone}”，中国各地请填 Asia/Shanghai。` });
  if (horizon !== undefined && Number.isNaN(dayNumber(horizon)))
    faults.push({ path: 'horizon', message: `“${horizon}”不是日期，请写成 2026-12-31。` });
  faults.push(...weekFaults(definition), ...dayFaults(definition));
  return faults.length > 0 ? faults : workFaults(definition, now);
}
