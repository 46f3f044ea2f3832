/** Where the licences of the software in these pages stand: the build writes them there. */
export const notices = '/THIRD-PARTY-NOTICES.txt';
