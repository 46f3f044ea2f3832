import { Form, Input, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Dictionary, readWord, refreshWords, type Word } from '../dictionary.ts';

/** Several codes at once, pasted as lines from the printed standard. */
export function AddWords({ list, onClose }: { list: Dictionary; onClose: () => void }) {
  const save = async ({ items }: { items: string }) => {
    const words = items
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(readWord);
    await api.post(`/api/dictionaries/${list.code}/items`, { items: words });
    await refreshWords();
    onClose();
  };
  return (
    <FormModal
      title={`增加代码 · ${list.name}`}
      submit="增加"
      draftKey={`dictionary:add:${list.code}`}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="items"
        label="每行一个：代码 名称（别名、别名）"
        extra="可以从标准原文或表格里整列粘贴。代码建立后不能改，只能停用。"
        rules={[
          { required: true, whitespace: true, message: '请填写代码和名称' },
          {
            validator: async (_, said: string) => {
              const lines = (said ?? '').split('\n');
              const at = lines.findIndex((line) => line.trim() !== '' && !readWord(line));
              if (at >= 0) throw new Error(`第 ${at + 1} 行“${lines[at]!.trim()}”应先写代码，空格后写名称`);
            },
          },
        ]}
      >
        <Input.TextArea
          autoSize={{ minRows: 6, maxRows: 16 }}
          placeholder={'01 留守老人\n02 留守儿童（留守孩子）'}
        />
      </Form.Item>
    </FormModal>
  );
}

interface Values {
  name: string;
  aliases: string[];
  foreign: { system: string; codes: string[] }[];
}

/** One word: what it is called, what else it is written as, its codes in other systems. */
export function WordForm({ list, word, onClose }: { list: Dictionary; word: Word; onClose: () => void }) {
  const systems = [...new Set(['ruoyi', ...list.items.flatMap(({ foreign }) => Object.keys(foreign))])];
  const save = async (said: Record<string, unknown> & Pick<Values, 'name' | 'aliases'>) => {
    const codes = systems.map((system) => [system, (said[`of_${system}`] as string[]) ?? []] as const);
    await api.patch(`/api/dictionaries/${list.code}/items/${word.number}`, {
      version: word.version,
      name: said.name,
      aliases: said.aliases,
      foreign: Object.fromEntries(codes.filter(([, of]) => of.length > 0)),
    });
    await refreshWords();
    onClose();
  };
  const foreign = Object.fromEntries(systems.map((system) => [`of_${system}`, word.foreign[system] ?? []]));
  return (
    <FormModal
      title={`${list.name} · ${word.code}`}
      submit="保存"
      initial={{ name: word.name, aliases: word.aliases, ...foreign }}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="aliases" label="别名" extra="表格里见到这些写法，都当作这个代码。输入后按回车。">
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', ',', '，']} />
      </Form.Item>
      {systems.map((system) => (
        <Form.Item key={system} name={`of_${system}`} label={`${system} 系统的代码`}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', ',', '，']} />
        </Form.Item>
      ))}
    </FormModal>
  );
}
