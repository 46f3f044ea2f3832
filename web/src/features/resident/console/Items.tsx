import { Button, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { exactTime, TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, type Shown, textOf, useWhole } from '../resident.ts';
import { LookDialog } from './LookDialog.tsx';

/** Where somebody lives and whether somebody is here stand in the head and under 住处. */
const ELSEWHERE = new Set(['home', 'presence']);

/** What is known, item by item, with its source and who wrote it; masked values are shown whole for a purpose. */
export function Items({ person }: { person: Detail }) {
  const [asked, ask] = useState<Shown>();
  const { whole, look } = useWhole(person.id);
  return (
    <section className="hy-panel">
      <h2>登记信息</h2>
      <table className="hy-person-items">
        <tbody>
          {person.items
            .filter(({ item, open }) => open || !ELSEWHERE.has(item))
            .map((shown) => (
              <tr key={shown.item}>
                <th scope="row">{shown.name}</th>
                <td>
                  {whole[shown.item] === undefined ? (
                    textOf(shown.words ?? shown.value)
                  ) : (
                    <mark className="hy-person-whole">{whole[shown.item]}</mark>
                  )}
                  {shown.masked && whole[shown.item] === undefined && person.abilities.unmask && (
                    <Button
                      type="link"
                      size="small"
                      aria-label={`查看${shown.name}`}
                      onClick={() => ask(shown)}
                    >
                      查看
                    </Button>
                  )}
                  {shown.open && <Differs person={person} shown={shown} />}
                </td>
                <td className="hy-muted">{shown.from && <Origin word={shown.from} />}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {asked && (
        <LookDialog
          name={asked.name}
          onLook={(purpose) => look([asked.item], purpose)}
          onClose={() => ask(undefined)}
        />
      )}
    </section>
  );
}

/** The source in the line; who wrote it and both times on hover. */
function Origin({ word }: { word: NonNullable<Shown['from']> }) {
  const whole = `${word.source}，数据时间 ${exactTime(word.said_at)}，${word.by} ${exactTime(word.at)} 录入`;
  return (
    <span title={whole}>
      {word.source} {word.by} <TimeAgo at={word.said_at} />
    </span>
  );
}

function Differs({ person, shown }: { person: Detail; shown: Shown }) {
  return (
    <div className="hy-person-differs">
      <Tag color="warning">待核对</Tag>
      {shown.others.map((other) => (
        <span key={other.statement}>
          {other.source}：{textOf(other.value, '没有')}
        </span>
      ))}
      {person.abilities.decide && (
        <Link to={`/conflicts?person=${person.id}&item=${shown.item}`}>去核对</Link>
      )}
    </div>
  );
}
