import { Alert, Button, Form, Input, QRCode, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, refreshPlaces, usePlace, words } from '../place.ts';
import { Links } from './Links.tsx';
import { Story } from './Story.tsx';
import { Values } from './Values.tsx';
import './place.css';

/** One registered thing: its values with their sources, where it stands and sits, who filled in and who looked. */
export default function PlacePage() {
  const { id = '' } = useParams();
  const query = usePlace(id);
  return (
    <Answered query={query} missing={{ title: '没有这项登记内容', back: '回到单位场所', to: '/places' }}>
      {(place) => <Known place={place} />}
    </Answered>
  );
}

function Known({ place }: { place: Detail }) {
  const { subject } = place;
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={subject === 'organisation' ? '/places' : `/places?tab=${subject}`}>
          ‹ {words[subject].name}
        </Link>
      </div>
      <div className="hy-matter-page">
        <div>
          <Head place={place} />
          <Values place={place} />
          <Story place={place} />
        </div>
        <div>
          {place.point && (
            <section className="hy-panel">
              <h2>位置</h2>
              <div className="hy-panel-map">
                <LateMap point={place.point} zoom={16} />
              </div>
            </section>
          )}
          {subject === 'organisation' && <Links place={place} />}
          {subject === 'component' && place.code && <Plate code={place.code} name={place.name} />}
        </div>
      </div>
    </>
  );
}

function Head({ place }: { place: Detail }) {
  const [ending, end] = useState(false);
  const { unit, holder, parking, related } = place;
  const { data: me } = useMe();
  const about = place.subject === 'organisation' || place.subject === 'facility';
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {place.name}
        {place.public && <Tag>向居民公开</Tag>}
        {place.abilities.edit && (
          <span className="hy-panel-tool">
            <Link to={`/places/${place.id}/edit`}>
              <Button>修改</Button>
            </Link>
            <Button danger onClick={() => end(true)}>
              {words[place.subject].end}
            </Button>
          </span>
        )}
      </h2>
      {place.retired_at && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              已{words[place.subject].end} <TimeAgo at={place.retired_at} />
              ，只供查阅。
            </>
          }
        />
      )}
      <p className="hy-matter-facts">
        <span>{place.kind_name}</span>
        {place.state_name && <span>{place.state_name}</span>}
        <span>{place.area_name || '不在任何网格'}</span>
        {unit && <span>责任单位：{unit.name}</span>}
        {holder && (
          <span>
            {place.subject === 'vehicle' ? '车主' : '经营或所有者'}：
            {holder.name ? (
              <Link to={`/${holder.kind === 'person' ? 'residents' : 'places'}/${holder.id}`}>
                {holder.name}
              </Link>
            ) : (
              '不在您可查看的范围内'
            )}
          </span>
        )}
        {parking && (
          <span>
            停放在：<Link to={`/places/${parking.id}`}>{parking.name}</Link>
          </span>
        )}
        {related && (
          <span>
            关联：<Link to={`/places/${related.id}`}>{related.name}</Link>
          </span>
        )}
        {about && may(me, 'incident:view-area') && (
          <Link to={`/places?${incidentsOf(place)}`}>关联的案（事）件</Link>
        )}
        <span className="hy-muted">
          更新于 <TimeAgo at={place.changed_at} />
        </span>
      </p>
      {ending && <RetireForm place={place} onClose={() => end(false)} />}
    </section>
  );
}

const incidentsOf = ({ id, name }: Detail) =>
  new URLSearchParams({ tab: 'incident', related: id, related_name: name });

function RetireForm({ place, onClose }: { place: Detail; onClose: () => void }) {
  const { end } = words[place.subject];
  const send = async ({ reason }: { reason: string }) => {
    await api.post(`/api/sites/${place.id}/retire`, { version: place.version, reason });
    await refreshPlaces();
    onClose();
  };
  return (
    <FormModal<{ reason: string }>
      title={`${end}「${place.name}」`}
      submit={end}
      onSubmit={send}
      onClose={onClose}
    >
      <p>{end}后不再出现在清单和地图里，登记内容和记录保留。</p>
      <Form.Item
        name="reason"
        label={`${end}原因`}
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}
      >
        <Input.TextArea
          maxLength={200}
          autoSize={{ minRows: 2 }}
          placeholder={
            place.subject === 'incident' ? '如：重复登记、登记有误' : '如：已注销、已拆除、重复登记'
          }
        />
      </Form.Item>
    </FormModal>
  );
}

/** The plate of a component: whoever scans it can report what is wrong with it. */
function Plate({ code, name }: { code: string; name: string }) {
  return (
    <section className="hy-panel">
      <h2>铭牌二维码</h2>
      <div className="hy-place-qr">
        <QRCode value={`${window.location.origin}/portal/components/${code}`} size={140} type="svg" />
        <p>
          {name}
          <br />
          <strong>{code}</strong>
          <br />
          <span className="hy-muted">居民扫码就能看到这个部件并上报问题。</span>
        </p>
      </div>
    </section>
  );
}
