import type { Tokens } from '~/api/types';
import { DraftNumber, DraftSegmented, DraftSelect, DraftSlider } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { optionsFrom } from '~/ui/Select';
import { Brand } from './Brand';
import { FontField } from './FontField';
import { Presets } from './Presets';
import { ThemeActions } from './ThemeActions';

const POSITIONS = optionsFrom<Tokens['layout']['position']>({
  'bottom-left': 'Left',
  'bottom-right': 'Right',
});

const ANSWERS = optionsFrom<Tokens['shape']['answers']>({
  bubble: 'Bubbles',
  document: 'Document',
});

const MOTIONS = optionsFrom<Tokens['motion']['style']>({
  none: 'None',
  fade: 'Fade',
  slide: 'Slide',
  scale: 'Scale',
});

export default function AppearanceTab() {
  return (
    <>
      <Section actions={<ThemeActions />} help="Start from one of these." title="Presets">
        <Presets />
      </Section>
      <Brand />
      <Section title="Typography">
        <FontField />
        <DraftSlider path="tokens.typography.base_size" unit="px" />
        <DraftSlider path="tokens.typography.heading_weight" step={100} />
        <DraftSlider path="tokens.typography.body_weight" step={100} />
        <DraftSlider path="tokens.typography.line_height" step={0.05} />
      </Section>
      <Section title="Shape">
        <DraftSlider path="tokens.shape.radius" unit="px" />
        <DraftSlider path="tokens.shape.bubble_radius" unit="px" />
        <DraftSlider path="tokens.shape.width" unit="px" />
        <DraftSlider path="tokens.shape.height" unit="px" />
        <DraftSegmented
          help="A document has the panel’s full width and no bubble, which suits tables and code."
          options={ANSWERS}
          path="tokens.shape.answers"
        />
      </Section>
      <Section help="Phones show the panel full-screen." title="Layout">
        <DraftSegmented options={POSITIONS} path="tokens.layout.position" />
        <DraftSlider path="tokens.layout.launcher_size" unit="px" />
        <DraftSlider path="tokens.layout.offset_x" unit="px" />
        <DraftSlider path="tokens.layout.offset_y" unit="px" />
        <DraftNumber
          className="@lg:col-span-2"
          help="The widget’s z-index. Lower it only if something on the site must appear above the widget."
          path="tokens.layout.z_index"
        />
      </Section>
      <Section help="Visitors who prefer reduced motion see none." title="Motion">
        <DraftSelect label="Style" options={MOTIONS} path="tokens.motion.style" />
        <DraftSlider label="Duration" path="tokens.motion.duration" step={10} unit="ms" />
      </Section>
    </>
  );
}
