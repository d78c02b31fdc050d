/** Where legend entries of these widths stand, in lines as wide as the chart. */
export function legendPlaces(
  widths: readonly number[],
  room: number,
): readonly { readonly left: number; readonly row: number }[] {
  let left = 0;
  let row = 0;
  return widths.map((width) => {
    if (left > 0 && left + width > room) {
      left = 0;
      row++;
    }
    const place = { left, row };
    left += width;
    return place;
  });
}
