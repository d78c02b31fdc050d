import type { Condition, Field, FieldName, RunQuery, Value } from './tree.ts';

/** The query with every field as `change` gives it. */
export function mapFields(query: RunQuery, change: (field: Field) => FieldName): RunQuery {
  const changed = (field: Field): Field => ({ ...field, field: change(field) });
  const value = (of: Value): Value => {
    switch (of.kind) {
      case 'field':
        return changed(of);
      case 'negative':
        return { ...of, of: value(of.of) };
      case 'arithmetic':
        return { ...of, left: value(of.left), right: value(of.right) };
      default:
        return of;
    }
  };
  const condition = (of: Condition): Condition => {
    switch (of.kind) {
      case 'all':
      case 'any':
        return { ...of, of: of.of.map(condition) };
      case 'not':
        return { ...of, of: condition(of.of) };
      case 'compare':
        return { ...of, left: value(of.left), right: value(of.right) };
      case 'in':
      case 'like':
      case 'matches':
      case 'null':
      case 'nan':
        return { ...of, value: value(of.value) };
      case 'true':
        return { ...of, value: changed(of.value) };
      case 'word':
        return of;
    }
  };
  return {
    condition: query.condition === null ? null : condition(query.condition),
    order: query.order.map((term) => ({ ...term, value: value(term.value) })),
  };
}
