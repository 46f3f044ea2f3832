/** Who may take people out of the program on paper or in a file: the same right as any export of residents. */
export const FORMS = 'resident:export';
