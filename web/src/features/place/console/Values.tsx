import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, refreshPlaces } from '../place.ts';

type Shown = Detail['values'][number];

/** What is known, item by item, with its source; what is about persons is opened for a purpose. */
export function Values({ place }: { place: Detail }) {
  const [asked, ask] = useState<Shown>();
  const [opened, setOpened] = useState<Record<string, string>>({});
  const look = async ({ purpose }: { purpose: string }) => {
    if (!asked) return;
    const { values } = await api.post<Answer<'lookAtSite'>>(`/api/sites/${place.id}/look`, {
      items: [asked.code],
      purpose,
    });
    setOpened({ ...opened, [asked.code]: String(values[asked.code] ?? '') });
    ask(undefined);
    await refreshPlaces();
  };
  return (
    <section className="hy-panel">
      <h2>登记内容</h2>
      <table className="hy-place-values">
        <tbody>
          {place.values.map((item) => (
            <tr key={item.code}>
              <th>{item.name}</th>
              <td>
                {opened[item.code] ?? item.text}
                {item.personal && !opened[item.code] && place.abilities.edit && (
                  <Button type="link" size="small" onClick={() => ask(item)}>
                    查看
                  </Button>
                )}
                {item.others.map((other) => (
                  <span key={`${other.source} ${other.text}`} className="hy-place-other">
                    {other.source}：{other.text}（<TimeAgo at={other.said_at} />）
                  </span>
                ))}
              </td>
              <td className="hy-muted">
                {item.source} {item.said_at && <TimeAgo at={item.said_at} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && (
        <FormModal<{ purpose: string }>
          title={`查看${asked.name}`}
          submit="查看"
          onSubmit={look}
          onClose={() => ask(undefined)}
        >
          <p className="hy-muted">涉及个人信息：谁在什么时候为什么看过，都会留下记录。</p>
          <Form.Item
            name="purpose"
            label="用途"
            rules={[{ required: true, whitespace: true, min: 2, message: '请写明用途' }]}
          >
            <Input maxLength={200} placeholder="如：通知消防安全检查" />
          </Form.Item>
        </FormModal>
      )}
    </section>
  );
}
