import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { tones } from '../../theme.ts';
import { type BuildingDetail, CARE, floorName, lookOf, type Room, STATES } from './housing.ts';
import './matrix.css';

interface Props {
  building: BuildingDetail;
  /** Where the page of a room is. */
  to: (house: string) => string;
  /** The room that is looked at. */
  chosen?: string;
}

/** The 楼盘表: units beside each other, floors from the top, each room with its state as colour, word and mark. */
export function Matrix({ building, to, chosen }: Props) {
  const { matrix } = building;
  const { box, wider, more, look } = useSideways(matrix.houses.length > 0);
  const columns = useMemo(() => columnsOf(building), [building]);
  const rooms = useMemo(
    () => Map.groupBy(matrix.houses, (room) => `${room.unit ?? ''} ${room.floor}`),
    [matrix.houses],
  );
  if (matrix.houses.length === 0) return <p className="hy-muted">还没有登记房屋。</p>;
  return (
    <>
      <Legend rooms={matrix.houses} />
      {wider && <p className="hy-muted hy-matrix-hint">左右滑动查看其余单元</p>}
      <div className="hy-matrix-frame" data-more={more}>
        <div className="hy-matrix-box" ref={box} onScroll={look}>
          <table className="hy-matrix">
            <caption className="hy-sr">{building.name}楼盘表</caption>
            <thead>
              <tr>
                <th scope="col">楼层</th>
                {columns.map((unit) => (
                  <th scope="col" key={unit.id}>
                    {unit.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {matrix.floors.map((floor) => (
                <tr key={floor}>
                  <th scope="row">{floorName(floor)}</th>
                  {columns.map((unit) => (
                    <td key={unit.id}>
                      <div className="hy-matrix-rooms">
                        {(rooms.get(`${unit.id} ${floor}`) ?? []).map((room) => (
                          <Cell key={room.id} room={room} to={to(room.id)} chosen={room.id === chosen} />
                        ))}
                      </div>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}

/** Whether the table is wider than its box, and whether there is more of it to the right of what is seen. */
function useSideways(filled: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const [{ wider, more }, set] = useState({ wider: false, more: false });
  const look = () => {
    if (!box.current) return;
    const { scrollWidth, clientWidth, scrollLeft } = box.current;
    const next = { wider: scrollWidth > clientWidth + 1, more: scrollWidth > clientWidth + scrollLeft + 1 };
    set((now) => (now.wider === next.wider && now.more === next.more ? now : next));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box is watched as long as it stands, which it does once there are rooms
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(look);
    watch.observe(box.current);
    if (box.current.firstElementChild) watch.observe(box.current.firstElementChild);
    return () => watch.disconnect();
  }, [filled]);
  return { box, wider, more, look };
}

/** The units, and one column more for rooms of no unit. */
function columnsOf({ matrix }: BuildingDetail): { id: string; name: string }[] {
  const loose = matrix.houses.some(({ unit }) => unit === null);
  return [...matrix.units, ...(loose ? [{ id: '', name: matrix.units.length > 0 ? '其他' : '房屋' }] : [])];
}

function toneStyle(state: string): CSSProperties {
  const tone = tones[lookOf(state).tone];
  return { '--tone-fill': tone.fill, '--tone-text': tone.text, '--tone-wash': tone.wash } as CSSProperties;
}

function Cell({ room, to, chosen }: { room: Room; to: string; chosen: boolean }) {
  const { word } = lookOf(room.state);
  const people = room.people ? `，${room.people} 人` : '';
  return (
    <Link
      to={to}
      className="hy-matrix-room"
      style={toneStyle(room.state)}
      aria-current={chosen ? 'true' : undefined}
      aria-label={`${room.number}，${word}${people}${room.care ? `，有${CARE.word}` : ''}`}
    >
      <span>
        <b>{room.number}</b>
        {room.care && (
          <i className="hy-matrix-care" title={`有${CARE.word}`}>
            {CARE.mark}
          </i>
        )}
      </span>
      <small>
        {word}
        {room.people ? ` ${room.people}` : ''}
      </small>
    </Link>
  );
}

/** What the colours mean, and how many rooms are so. */
function Legend({ rooms }: { rooms: readonly Room[] }) {
  const care = rooms.filter((room) => room.care).length;
  return (
    <ul className="hy-matrix-legend" aria-label="图例">
      {Object.entries(STATES).map(([state, { word }]) => (
        <li key={state}>
          <i style={toneStyle(state)} />
          {word} {rooms.filter((room) => (STATES[room.state] ? room.state : 'unknown') === state).length}
        </li>
      ))}
      <li>
        <i className="hy-matrix-care">{CARE.mark}</i>
        {CARE.word} {care}
      </li>
    </ul>
  );
}
