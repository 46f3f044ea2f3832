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
    // The compact algorithm takes two away: 14 px for reading all day.
    fontSize: 16,
    colorPrimary: tokens.blue,
    colorLink: tokens.blue,
    colorSuccess: tokens.green,
    colorWarning: tokens.amber,
    colorError: tokens.red,
    colorSuccessBg: tokens.greenWash,
    colorWarningBg: tokens.amberWash,
    colorErrorBg: tokens.redWash,
    colorTextBase: tokens.ink,
    colorBgLayout: tokens.paper,
    colorBorder: tokens.lineStrong,
    colorBorderSecondary: tokens.line,
    borderRadius: 6,
    controlHeight: 32,
    // Its motions end with a `transitionend` that a busy browser loses: a button then stays "loading" to screen readers.
    motion: false,
  },
  components: {
    Table: {
      headerBg: tokens.sunken,
      rowHoverBg: tokens.blueWash,
      cellPaddingInlineSM: 12,
      cellPaddingBlockSM: 6,
    },
    Menu: {
      darkItemBg: tokens.rail,
      darkItemColor: tokens.railText,
      darkItemHoverColor: tokens.onDark,
      darkItemSelectedBg: tokens.blue,
      itemHeight: 40,
    },
  },
};
