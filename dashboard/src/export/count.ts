/** `1 conversation`, `1,200 conversations` */
export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? noun : `${noun}s`}`;
