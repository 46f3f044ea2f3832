import type { ThemeConfig } from 'antd';
import { theme } from 'antd';
import { fontFamily, tokens } from '../../theme.ts';

/** Ant Design in our palette, compact: people live in it for eight hours. */
export const antdTheme: ThemeConfig = {
  algorithm: theme.compactAlgorithm,
  cssVar: { key: 'hy' },
  hashed: false,
  token: {
    fontFamily,
    fontSize: 14,
    colorPrimary: tokens.blue,
    colorLink: tokens.blue,
    colorSuccess: tokens.green,
    colorWarning: tokens.amber,
    colorError: tokens.red,
    colorTextBase: tokens.ink,
    colorBgLayout: tokens.paper,
    colorBorder: tokens.lineStrong,
    colorBorderSecondary: tokens.line,
    borderRadius: 6,
    controlHeight: 32,
  },
  components: {
    Table: { headerBg: tokens.sunken, rowHoverBg: tokens.blueWash },
    Menu: {
      darkItemBg: tokens.rail,
      darkItemColor: tokens.railText,
      darkItemHoverColor: tokens.onDark,
      darkItemSelectedBg: tokens.blue,
      itemHeight: 40,
    },
  },
};
