import assert from 'node:assert/strict';
import { test } from 'node:test';
import { divisionReader } from './rules.division.ts';

const read = divisionReader([
  { name: '江城市（样例）', level: 'city' },
  { name: '东湖区', level: 'district' },
  { name: '中关村街道办事处', level: 'street' },
  { name: '东社区', level: 'community' },
  { name: '第一网格', level: 'grid' },
]);

test('the divisions in front of an address are counted, the province above the tree aside', () => {
  const fronts = {
    '': 0,
    江城市: 1,
    江城市东湖区: 2,
    江城市东湖区中关村街道东社区: 4,
    '江城市 东湖区 - 东社区，': 3,
    中关村街道办事处东社区: 2,
    湖北省江城市东湖区: 2,
    广西壮族自治区江城市: 1,
    江城东湖区: 2,
    东湖区: 1,
  };
  for (const [front, count] of Object.entries(fronts)) assert.equal(read(front), count, front);
});

test('the office that governs a division is not asked for in an address', () => {
  for (const name of ['东村村民委员会', '东村村委会', '东村'])
    assert.equal(divisionReader([{ name, level: 'community' }])('东村'), 1, name);
  const committee = divisionReader([{ name: '东社区居民委员会', level: 'community' }]);
  assert.deepEqual([committee('东社区'), committee('西社区')], [1, null]);
});

test('a road, a gate and a quarter are no divisions', () => {
  const fronts = [
    ...['滨江大道389号', '滨江大道', '东村路12号', '新市路3号', '王村西路', '镇前街', '石村巷7弄', '学院路'],
    ...[
      '红旗路2号',
      '工人新村',
      '东湖路12号',
      '江城大道',
      '县府街8号院',
      '同德里',
      '中关村南大街5号',
      '八一路',
    ],
  ];
  for (const front of fronts) {
    assert.equal(read(front), 0, front);
    assert.equal(read(`江城市${front}`), 1, `江城市${front}`);
  }
});

test('a division that the place does not lie in is told apart, at any level and wherever it stands', () => {
  const fronts = [
    ...[
      '武汉市洪山区',
      '武汉市',
      '洪山区',
      '江城市西湖区',
      '江城市东湖区西社区',
      '大东社区',
      '江城县',
      '东村',
    ],
    ...['江城市东湖区滨江大道389号西社区', '哈尔滨市道里区', '北京市海淀区中关村街道', '江城市武汉市'],
    ...['滨江大道389号洪山区', '江城市东湖区八里街道', '石路镇', '台州市路桥区', '阳光小区', '湖北省'],
  ];
  for (const front of fronts) assert.equal(read(front), null, front);
});

test('a level that the tree does not have may stand between two that it has', () => {
  const small = divisionReader([
    { name: '样例市', level: 'city' },
    { name: '东社区', level: 'community' },
  ]);
  assert.equal(small('湖北省样例市南山区花桥街道东社区'), 2);
  for (const front of ['样例市南山区', '南山区东社区', '样例市南山区西社区'])
    assert.equal(small(front), null, front);
});
