import { BlockList, isIP } from 'node:net';

interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

/** Reads `10.1.2.3`, `10.1.0.0/16` or `2001:db8::/32`; null when it is neither an address nor a network. */
function networkOf(text: string): Network | null {
  const [, address = '', bits] = /^([\d.a-f:]+?)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  return length <= most ? { address, bits: length, family: version === 4 ? 'ipv4' : 'ipv6' } : null;
}

export const isNetwork = (text: string): boolean => networkOf(text) !== null;

/** Whether an address lies in one of the networks; no networks mean anywhere. */
export function withinOf(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => true;
  const list = new BlockList();
  for (const text of networks) {
    const network = networkOf(text);
    if (network) list.addSubnet(network.address, network.bits, network.family);
  }
  return (from) => {
    // What a socket open to both families calls an IPv4 address.
    const address = from.replace(/^::ffff:(?=[\d.]+$)/i, '');
    return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
}
