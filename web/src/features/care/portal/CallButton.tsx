import { Button, Toast } from 'antd-mobile';
import { PhoneFill } from 'antd-mobile-icons';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import type { Care } from '../care.ts';

/**
 * One tap to call: the number is shown for the visit, which the person can read afterwards, and the phone dials it. A list without
 * signal knows no numbers.
 */
export function CallButton({ care }: { care: Care }) {
  const [phone, setPhone] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!care.person.phone) return null;
  if (phone)
    return (
      <a className="hy-care-tel" href={`tel:${phone}`} aria-label={`拨打${care.person.name}`}>
        <PhoneFill /> {phone}
      </a>
    );
  const call = async () => {
    setBusy(true);
    try {
      const answer = await api.post<Answer<'callCare'>>(`/api/care/${care.id}/call`);
      setPhone(answer.phone);
      window.location.assign(`tel:${answer.phone}`);
    } catch (error) {
      Toast.show({ content: sayError(error), duration: 3000 });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} onClick={() => void call()} aria-label={`打电话给${care.person.name}`}>
      <PhoneFill /> 打电话
    </Button>
  );
}
