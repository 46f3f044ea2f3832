import { Input, Radio } from 'antd';
import { useState } from 'react';
import { may, useMe } from '../../../api/session.ts';

/** Whether what is taken out is masked, or whole for a purpose: what is sent along, whether something lacks, and the choice itself. */
export function useWhole(words: string) {
  const { data: me } = useMe();
  const [whole, setWhole] = useState(false);
  const [typed, setPurpose] = useState('');
  const purpose = typed.trim();
  const choice = may(me, 'resident:unmask') && (
    <>
      <Radio.Group
        vertical
        value={whole}
        onChange={(event) => setWhole(event.target.value as boolean)}
        options={[
          { value: false, label: '身份证号、电话等遮盖' },
          { value: true, label: words },
        ]}
      />
      {whole && (
        <Input
          aria-label="用途"
          placeholder="用途，如：民政局高龄津贴申报"
          maxLength={200}
          value={typed}
          onChange={(event) => setPurpose(event.target.value)}
        />
      )}
    </>
  );
  return { choice, lacks: whole && purpose.length < 2, sent: whole ? { purpose } : {} };
}
