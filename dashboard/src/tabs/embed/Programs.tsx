import { useState } from 'react';
import { CodeBlock } from '~/ui/CodeBlock';
import { TabPanel, Tabs } from '~/ui/Tabs';
import { CLIENTS, type Language } from './clients';

const LANGUAGES = CLIENTS.map(({ value }) => ({ value, label: value }));

/** How a program on a server asks the tenant's engine. */
export default function Programs({ site }: { site: string }) {
  const [language, setLanguage] = useState<Language>('curl');
  return (
    <div className="min-w-0 @lg:col-span-2">
      <CodeBlock code={`export SITE=${site} KEY=bc_sk_…`} label="Environment" />
      <div className="mt-3">
        <Tabs label="Languages" onChange={setLanguage} options={LANGUAGES} value={language}>
          {CLIENTS.map(({ value, code }) => (
            <TabPanel key={value} value={value}>
              <div className="pt-3">
                <CodeBlock code={code} label={`Client in ${value}`} />
              </div>
            </TabPanel>
          ))}
        </Tabs>
      </div>
    </div>
  );
}
