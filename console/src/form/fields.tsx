import Checkbox from '@cloudscape-design/components/checkbox';
import FormField, { type FormFieldProps } from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import RadioGroup, { type RadioGroupProps } from '@cloudscape-design/components/radio-group';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import Toggle from '@cloudscape-design/components/toggle';
import type { ReactNode } from 'react';
import { Controller, type Control, type ControllerRenderProps, type FieldPath, type FieldValues } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

/** What every field has: where its value is, and the words around it. */
interface FieldProps<F extends FieldValues> extends Pick<FormFieldProps, 'label' | 'description' | 'constraintText' | 'info' | 'secondaryControl' | 'stretch'> {
  control: Control<F>;
  name: FieldPath<F>;
}

type Slot<F extends FieldValues> = ControllerRenderProps<F, FieldPath<F>>;

/** Field joins a control of the design system, which is always controlled, to the form: value, error, and focus on the first field that is wrong. */
function Field<F extends FieldValues>({ control, name, children, ...around }: FieldProps<F> & { children: (field: Slot<F>, invalid: boolean) => ReactNode }) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <FormField {...around} errorText={fieldState.error?.message}>
          {children(field, fieldState.invalid)}
        </FormField>
      )}
    />
  );
}

export function InputField<F extends FieldValues>({ input, ...field }: FieldProps<F> & { input?: Partial<InputProps> }) {
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur, name }) => (
        <Input {...input} ref={ref} name={name} value={value ?? ''} onBlur={onBlur} onChange={({ detail }) => onChange(detail.value)} />
      )}
    </Field>
  );
}

export function TextareaField<F extends FieldValues>({ input, ...field }: FieldProps<F> & { input?: Partial<TextareaProps> }) {
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur, name }) => (
        <Textarea {...input} ref={ref} name={name} value={value ?? ''} onBlur={onBlur} onChange={({ detail }) => onChange(detail.value)} />
      )}
    </Field>
  );
}

/** SelectField holds the value of the option that is chosen; '' is none. `known` finds an option that is not in the list at the moment. */
export function SelectField<F extends FieldValues>({
  options,
  select,
  known,
  ...field
}: FieldProps<F> & { options: SelectProps.Options; select?: Partial<SelectProps>; known?: (value: string) => SelectProps.Option | undefined }) {
  const { t } = useTranslation();
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur }) => (
        <Select
          filteringAriaLabel={t('field.filter')}
          filteringPlaceholder={t('field.filter')}
          filteringClearAriaLabel={t('field.clearFilter')}
          empty={t('field.noOptions')}
          noMatch={t('state.noMatch')}
          {...select}
          ref={ref}
          options={options}
          selectedOption={flat(options).find((o) => o.value === value) ?? known?.(value) ?? null}
          onBlur={onBlur}
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
        />
      )}
    </Field>
  );
}

/** MultiselectField holds the values of the options that are chosen. */
export function MultiselectField<F extends FieldValues>({ options, select, ...field }: FieldProps<F> & { options: MultiselectProps.Options; select?: Partial<MultiselectProps> }) {
  const { t } = useTranslation();
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur }) => (
        <Multiselect
          filteringAriaLabel={t('field.filter')}
          filteringPlaceholder={t('field.filter')}
          filteringClearAriaLabel={t('field.clearFilter')}
          empty={t('field.noOptions')}
          noMatch={t('state.noMatch')}
          deselectAriaLabel={(option) => t('field.remove', { name: option.label })}
          {...select}
          ref={ref}
          options={options}
          selectedOptions={(value as string[]).map((v) => flat(options).find((o) => o.value === v) ?? { value: v, label: v })}
          onBlur={onBlur}
          onChange={({ detail }) => onChange(detail.selectedOptions.map((o) => o.value))}
        />
      )}
    </Field>
  );
}

export function RadioField<F extends FieldValues>({ items, ...field }: FieldProps<F> & { items: RadioGroupProps.RadioButtonDefinition[] }) {
  return (
    <Field {...field}>
      {({ ref, value, onChange, name }) => <RadioGroup ref={ref} name={name} items={items} value={value} onChange={({ detail }) => onChange(detail.value)} />}
    </Field>
  );
}

export function CheckboxField<F extends FieldValues>({ text, description, ...field }: Omit<FieldProps<F>, 'label'> & { text: ReactNode }) {
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur }) => (
        <Checkbox ref={ref} checked={!!value} description={description} onBlur={onBlur} onChange={({ detail }) => onChange(detail.checked)}>
          {text}
        </Checkbox>
      )}
    </Field>
  );
}

export function ToggleField<F extends FieldValues>({ text, description, ...field }: Omit<FieldProps<F>, 'label'> & { text: ReactNode }) {
  return (
    <Field {...field}>
      {({ ref, value, onChange, onBlur }) => (
        <Toggle ref={ref} checked={!!value} description={description} onBlur={onBlur} onChange={({ detail }) => onChange(detail.checked)}>
          {text}
        </Toggle>
      )}
    </Field>
  );
}

/** flat is options without their groups. */
export function flat(options: SelectProps.Options): SelectProps.Option[] {
  return options.flatMap((o) => ('options' in o ? [...o.options] : [o]));
}
