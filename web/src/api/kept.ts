/**
 * What the server answers, kept on this device for when there is no signal. Only for what is no secret and the same for everybody who
 * asks: names of kinds, of units.
 */
export async function orKept<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask();
    localStorage.setItem(key, JSON.stringify(answer));
    return answer;
  } catch (error) {
    const last = localStorage.getItem(key);
    if (last) return JSON.parse(last) as T;
    throw error;
  }
}
