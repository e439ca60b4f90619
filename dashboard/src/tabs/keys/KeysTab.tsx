import { useParams } from '@tanstack/react-router';
import { Section } from '~/tenant/Section';
import { KeyList } from './KeyList';
import { OriginList } from './OriginList';

export default function KeysTab() {
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  return (
    <>
      <Section
        help="Publishable keys go into web pages, secret keys onto servers. Saved at once."
        title="Keys"
      >
        <KeyList slug={slug} />
      </Section>
      <Section
        help="The pages on which publishable keys work. Saved with the other settings."
        title="Origins"
      >
        <OriginList />
      </Section>
    </>
  );
}
