import { Section } from '~/tenant/Section';
import { HostList } from './HostList';

export function ImageHosts() {
  return (
    <Section
      help="Replies show images from these hosts only. Other images become links, so that no other site can track your visitors."
      title="Images"
    >
      <HostList example="images.acme.example" path="behaviour.image_hosts" />
    </Section>
  );
}
