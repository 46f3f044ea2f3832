import { arrivalWords, chainWords, momentWords, ROLES, ratingWords } from './dossier.words.ts';
import type { DossierData } from './schema.dossier.ts';
import { escaped } from './sketch.ts';

const STYLE = `@page{size:A4;margin:14mm}*{box-sizing:border-box}body{max-width:190mm;margin:8mm auto;padding:0 4mm;font:11pt/1.55 "Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1f2937}
h1{font-size:20pt;margin:0 0 2mm}h2{font-size:13pt;margin:7mm 0 2mm;border-left:1.2mm solid #1668dc;padding-left:2.4mm}h3{font-size:11pt;margin:4mm 0 1mm}
table{width:100%;border-collapse:collapse}th,td{border:.3mm solid #cbd2d9;padding:1.4mm 2mm;text-align:left;vertical-align:top;font-weight:normal;white-space:pre-wrap;overflow-wrap:anywhere}th{width:26mm;font-weight:600}
tr,figure{break-inside:avoid}.photos{display:flex;flex-wrap:wrap;gap:3mm;margin:2mm 0}.photos img{width:42mm;height:32mm;object-fit:cover;border:.3mm solid #cbd2d9}
.hash{font:8pt/1.4 monospace;overflow-wrap:anywhere}.bad{color:#b42318;font-weight:600}.good{color:#1a7f37;font-weight:600}footer{margin-top:8mm;font-size:9pt;color:#52606d}`;

const row = (label: string, text: string): string =>
  `<tr><th>${escaped(label)}</th><td>${escaped(text)}</td></tr>`;
const table = (rows: string[]): string => `<table>${rows.join('')}</table>`;
const lines = (head: string[], rows: string[][]): string =>
  table([
    `<tr>${head.map((each) => `<th>${escaped(each)}</th>`).join('')}</tr>`,
    ...rows.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`),
  ]);

function pictures(files: readonly { id: string }[], photos: ReadonlyMap<string, string>): string {
  const found = files.flatMap(({ id }) => photos.get(id) ?? []);
  if (found.length === 0) return '';
  return `<div class="photos">${found.map((data) => `<img src="${data}" alt="现场照片">`).join('')}</div>`;
}

function facts({ whistle, centre }: DossierData): string {
  return table([
    row('种类', whistle.kind_name),
    row('为什么', whistle.text),
    row('吹哨人', `${whistle.whistler}，${momentWords(whistle.created_at)}`),
    row(
      '地点',
      `${whistle.address || '见坐标'}（${whistle.area.name}）东经 ${whistle.point.lng.toFixed(6)}，北纬 ${whistle.point.lat.toFixed(6)}`,
    ),
    row('关联事项', whistle.parent ? `${whistle.parent.number} ${whistle.parent.title}` : '无'),
    row('指挥中心', centre),
    row(
      '现在',
      `${whistle.state_name}；应到 ${whistle.awaited} 个部门，已到 ${whistle.arrived} 个，迟到 ${whistle.late} 个`,
    ),
    row('办结', momentWords(whistle.closed_at)),
  ]);
}

function party(each: DossierData['whistle']['parties'][number], photos: ReadonlyMap<string, string>): string {
  const rows = [
    row(
      '情况',
      `${each.state_name}${each.left ? `：${each.left.reason}（${momentWords(each.left.at)}）` : ''}`,
    ),
    row(
      '召集',
      `${momentWords(each.called_at)}，值班人员：${each.officer?.name ?? '无人当班，通知到单位'}，应于 ${momentWords(each.arrive_by)} 前到场`,
    ),
    ...each.arrivals.map((arrival) => row('报到', arrivalWords(arrival))),
    ...(each.result
      ? [row('结果', `${each.result.text}\n${each.result.by}，${momentWords(each.result.at)}`)]
      : []),
    ...(each.rating ? [row('评价', ratingWords(each.rating))] : []),
  ];
  const files = [...each.arrivals.flatMap((arrival) => arrival.files), ...(each.result?.files ?? [])];
  return `<h3>${escaped(`${ROLES[each.role] ?? ''} ${each.unit.name}`)}</h3>${table(rows)}${pictures(files, photos)}`;
}

function team({ whistle }: DossierData): string {
  if (whistle.members.length === 0) return '';
  const rows = whistle.members.map(({ kind_name, unit, name, phone, people, arrived_at }) => [
    kind_name,
    [unit?.name, name, phone].filter(Boolean).join(' '),
    `${people} 人`,
    arrived_at ? `${momentWords(arrived_at)} 到场` : '未记到场',
  ]);
  return `<h2>力量编组</h2>${lines(['种类', '谁', '人数', '到场'], rows)}`;
}

function history({ clocks, story, chain }: DossierData): string {
  const clockRows = clocks.map(({ name, started_at, due_at, stopped_at, late, why }) => [
    name,
    momentWords(started_at),
    momentWords(due_at),
    `${momentWords(stopped_at)}${late ? '（超时）' : ''}`,
    why,
  ]);
  const storyRows = story.map(
    ({ seq, name, at, by, words, hash }) =>
      `<tr><td>${seq}</td><td>${escaped(momentWords(at))}</td><td>${escaped(name)}</td><td>${escaped(by)}</td><td>${escaped(words)}<div class="hash">${escaped(hash)}</div></td></tr>`,
  );
  const head = ['号', '时间', '事件', '谁', '内容与散列值'].map((each) => `<th>${each}</th>`).join('');
  return `<h2>时限</h2>${lines(['时限', '开始', '到期', '结束', '怎么算的'], clockRows)}
<h2>全部经过</h2><table><tr>${head}</tr>${storyRows.join('')}</table>
<p class="${chain.broken === null ? 'good' : 'bad'}">${escaped(chainWords(chain))}</p>`;
}

/**
 * The dossier as one file that needs nothing else: it opens in any browser, offline, and prints on A4. Photos are inside. Everything
 * somebody wrote is escaped.
 */
export function dossierHtml(
  dossier: DossierData,
  photos: ReadonlyMap<string, string>,
  reader: string,
): string {
  const { whistle } = dossier;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>一哨一档 ${escaped(whistle.number)}</title><style>${STYLE}</style></head><body>
<h1>一哨一档</h1><p>${escaped(`${whistle.number}　${whistle.title}`)}</p>
<h2>吹哨</h2>${facts(dossier)}${pictures(dossier.photos, photos)}
<h2>到场部门</h2><figure>${dossier.sketch}</figure>${whistle.parties.map((each) => party(each, photos)).join('')}
${team(dossier)}${history(dossier)}
<footer>${escaped(`${reader} 于 ${momentWords(dossier.made_at)} 下载，下载已记录在案。联系方式按规定遮挡。`)}</footer></body></html>`;
}
