import { Tag } from 'antd';

/** Not compared with the printed standard, or not obtained at all. */
export const Unsure = () => <Tag color="gold">待核对</Tag>;
