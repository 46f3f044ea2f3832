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
    ...[
      '建材市场北路8号',
      '菜市场路',
      '老市场街',
      '城市花园路',
      '都市路',
      '超市旁',
      '永辉超市旁',
      '新市北路3号',
    ],
    ...[
      '开发区南路',
      '高新区一路',
      '园区二路',
      '经济技术开发区12路',
      '工业园区五一路',
      '东村三路',
      '西社区北二巷',
    ],
    ...['城区', '市区', '老城区', '开发区', '高新区', '工业园区', '生活区', '校区', '滨江新区', '铁路家属区'],
  ];
  for (const front of fronts) {
    assert.equal(read(front), 0, front);
    assert.equal(read(`江城市${front}`), 1, `江城市${front}`);
  }
});

test('behind a quarter the own divisions go on being counted', () => {
  for (const front of ['江城市开发区东社区', '江城市城区东社区', '江城市区东社区', '江城市高新区一路东社区'])
    assert.equal(read(front), 2, front);
  for (const front of ['江城市开发区西社区', '江城市高新区洪山区', '湖北省高新区'])
    assert.equal(read(front), null, front);
});

test('a city or a district that ends as an ordinary word does is foreign all the same', () => {
  const fronts = ['成都市', '盐城市', '攀枝花市', '厦门市', '鹿城区', '城中区', '市中区', '浦东新区', '林区'];
  const roads = ['西安市东大街', '长沙市五一大道', '平遥县南大街', '碑林区东大街', '西社区五一路'];
  for (const front of [...fronts, ...roads]) assert.equal(read(front), null, front);
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

test('what is in no tree says the same whether or not grids are drawn', () => {
  const drawn = [
    { name: '江城市', level: 'city' },
    { name: '东社区', level: 'community' },
  ];
  for (const above of [drawn, [...drawn, { name: '第一网格', level: 'grid' }]]) {
    const reader = divisionReader(above);
    assert.equal(reader('江城市阳光小区东社区'), 2);
    assert.deepEqual([reader('阳光小区'), reader('阳光小区东社区')], [null, null]);
  }
});

test('a level that is called as somebody liked says nothing of the others', () => {
  const named = divisionReader([
    { name: '新港管理处', level: 'office' },
    { name: '江城市', level: 'city' },
  ]);
  assert.deepEqual([named('湖北省江城市'), named('江城市新港管理处'), named('武汉市')], [1, 2, null]);
  const only = divisionReader([{ name: '新港管理处', level: 'office' }]);
  assert.deepEqual([only('武汉市新港管理处'), only('武汉市')], [1, null]);
});
