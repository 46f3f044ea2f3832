import { DatePicker, Form } from 'antd';
import dayjs from 'dayjs';
import { dayProps } from '../../../ui/console/dates.ts';

/** A day that is today or was; empty means today. */
export const DayField = ({ name, label }: { name: string; label: string }) => (
  <Form.Item name={name} label={label} {...dayProps}>
    <DatePicker
      style={{ width: '100%' }}
      placeholder="今天"
      disabledDate={(day) => day.isAfter(dayjs(), 'day')}
    />
  </Form.Item>
);
