# The tables of the records; PostGIS holds shapes, btree_gist the exclusion of overlapping ranges.

import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import geoapp.models.places
from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateExtension('postgis'),
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name_en', models.CharField(max_length=80)),
                ('name_zh', models.CharField(max_length=80)),
                ('group', models.CharField(default='other', max_length=20)),
            ],
            options={
                'verbose_name_plural': 'categories',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('max_patrols', models.PositiveSmallIntegerField(default=2, help_text='patrols at once')),
                ('active', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='RiskSurface',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateTimeField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('cell_m', models.PositiveIntegerField()),
                ('incidents', models.PositiveIntegerField()),
                ('inputs_sha256', models.CharField(max_length=64)),
                ('parameters', models.JSONField()),
                ('backtest', models.JSONField()),
            ],
            options={
                'get_latest_by': ['as_of', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name_en', models.CharField(max_length=60)),
                ('name_zh', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='StreetExtract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('file_name', models.CharField(max_length=200)),
                ('dated', models.DateField(blank=True, help_text='newest edit in the file', null=True)),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('attribution', models.CharField(max_length=200)),
            ],
            options={
                'get_latest_by': 'imported_at',
            },
        ),
        migrations.CreateModel(
            name='TeamKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('name_en', models.CharField(max_length=60)),
                ('name_zh', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('district', 'district'), ('subdistrict', 'subdistrict'), ('community', 'community'), ('grid', 'grid')], max_length=12)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=80)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='first day on which it no longer holds', null=True)),
                ('shape', django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='geoapp.area')),
            ],
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('time_zone', models.CharField(default='Asia/Shanghai', max_length=60)),
                ('metric_srid', models.PositiveIntegerField(help_text='UTM zone for distances and areas')),
                ('cell_m', models.PositiveIntegerField(default=250, validators=[django.core.validators.MinValueValidator(50)])),
                ('emergency_number', models.CharField(default='110', max_length=20)),
                ('synthetic', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_district'), models.CheckConstraint(condition=models.Q(('cell_m__gte', 50)), name='cell_of_at_least_50_m')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=64, unique=True)),
                ('source', models.CharField(choices=[('resident-report', 'resident report'), ('open-record', 'open record'), ('patrol-observation', 'patrol observation')], max_length=20)),
                ('status', models.CharField(blank=True, choices=[('open', 'open'), ('closed', 'closed')], max_length=8)),
                ('weight', models.FloatField(default=1.0)),
                ('time_from', models.DateTimeField()),
                ('time_to', models.DateTimeField()),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('frame', models.CharField(help_text='coordinate frame of the import', max_length=20)),
                ('x_original', models.FloatField()),
                ('y_original', models.FloatField()),
                ('cell_x', models.IntegerField(help_text='column of the cell: easting ÷ cell size', null=True)),
                ('cell_y', models.IntegerField(help_text='row of the cell: northing ÷ cell size', null=True)),
                ('block', models.PositiveSmallIntegerField(help_text='two-hour block of the local week, 0 to 83', null=True)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.category')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='geoapp.area')),
            ],
        ),
        migrations.CreateModel(
            name='Patrol',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('patrol', 'patrol'), ('standby', 'standby')], default='patrol', max_length=8)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('risk', models.PositiveSmallIntegerField(help_text='weight from 1 to 10')),
                ('value', models.FloatField(default=0, help_text='expected incidents in what it covers')),
                ('fixed', models.BooleanField(default=False, help_text='by rule, not by risk')),
                ('seats_min', models.PositiveSmallIntegerField()),
                ('seats_desired', models.PositiveSmallIntegerField()),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                ('area', models.ForeignKey(help_text='subdistrict', on_delete=django.db.models.deletion.PROTECT, to='geoapp.area')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='geoapp.post')),
            ],
        ),
        migrations.CreateModel(
            name='EmptySeats',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats_short', models.PositiveSmallIntegerField()),
                ('not_run', models.BooleanField()),
                ('reason', models.CharField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('patrol', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='empty_seats', to='geoapp.patrol')),
            ],
            options={
                'verbose_name_plural': 'empty seats',
            },
        ),
        migrations.CreateModel(
            name='RiskCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell_x', models.IntegerField()),
                ('cell_y', models.IntegerField()),
                ('per_week', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), help_text='expected incidents by block of the week', size=84)),
                ('surface', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='geoapp.risksurface')),
            ],
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('draft', 'draft'), ('live', 'live'), ('superseded', 'superseded')], default='draft', max_length=10)),
                ('seed', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('certificate', models.JSONField(default=dict, help_text='cost, bound, gap, duals, rules, seeds, versions')),
                ('figures', models.JSONField(default=dict, help_text='what the summary shows')),
                ('surface', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.risksurface')),
                ('streets', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.streetextract')),
            ],
            options={
                'get_latest_by': 'id',
            },
        ),
        migrations.AddField(
            model_name='patrol',
            name='roster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='patrols', to='geoapp.roster'),
        ),
        migrations.CreateModel(
            name='CoverageCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell_x', models.IntegerField()),
                ('cell_y', models.IntegerField()),
                ('dose', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), help_text='0 to 1 for each block, 12 a day', size=None)),
                ('minutes', models.FloatField(help_text='patrol minutes in the period')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='geoapp.roster')),
            ],
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', django.contrib.gis.db.models.fields.LineStringField(help_text='empty when the patrol stays at its post', null=True, srid=4326)),
                ('seconds', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text="from the patrol's start, for each vertex of the line", size=None)),
                ('walk_m', models.FloatField()),
                ('back_at', models.DateTimeField()),
                ('patrol', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='route', to='geoapp.patrol')),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('name_en', models.CharField(max_length=40)),
                ('name_zh', models.CharField(max_length=40)),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
            ],
            options={
                'ordering': ['starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='slot_ends_after_it_starts')],
            },
        ),
        migrations.AddField(
            model_name='patrol',
            name='slot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.slot'),
        ),
        migrations.CreateModel(
            name='FixedPatrol',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(help_text='1 Monday … 7 Sunday')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fixed_patrols', to='geoapp.post')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='geoapp.slot')),
            ],
        ),
        migrations.CreateModel(
            name='Street',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='order in the extract')),
                ('from_node', models.PositiveIntegerField()),
                ('to_node', models.PositiveIntegerField()),
                ('both_ways', models.BooleanField(default=True, help_text='false only where it binds people on foot')),
                ('highway', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('line', django.contrib.gis.db.models.fields.LineStringField(srid=4326)),
                ('extract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='streets', to='geoapp.streetextract')),
            ],
        ),
        migrations.CreateModel(
            name='Landscape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('water', 'water'), ('rail', 'railway'), ('park', 'park')], max_length=8)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('shape', django.contrib.gis.db.models.fields.GeometryField(srid=4326)),
                ('extract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='landscape', to='geoapp.streetextract')),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.area')),
                ('post', models.ForeignKey(blank=True, help_text='own post', null=True, on_delete=django.db.models.deletion.SET_NULL, to='geoapp.post')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='geoapp.teamkind')),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('first_date', models.DateField()),
                ('recurrence', models.CharField(blank=True, help_text='RFC 5545 rule; empty for once', max_length=200)),
                ('window_from', models.TimeField()),
                ('window_to', models.TimeField(help_text='latest start')),
                ('minutes', models.PositiveSmallIntegerField()),
                ('note_kind', models.CharField(blank=True, max_length=80)),
                ('active', models.BooleanField(default=True)),
                ('skill', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='geoapp.skill')),
            ],
        ),
        migrations.CreateModel(
            name='UnmetVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(max_length=40)),
                ('area', models.ForeignKey(help_text='subdistrict', null=True, on_delete=django.db.models.deletion.PROTECT, to='geoapp.area')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unmet_visits', to='geoapp.roster')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='geoapp.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('hotspot', 'hotspot'), ('visit', 'home visit'), ('post', 'post')], max_length=8)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('arrives_at', models.DateTimeField()),
                ('leaves_at', models.DateTimeField()),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='geoapp.route')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='geoapp.visit')),
            ],
            options={
                'ordering': ['route', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registry_no', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(help_text='surname first', max_length=60)),
                ('leader', models.BooleanField(default=False)),
                ('weekly_cap', models.PositiveSmallIntegerField(default=2, help_text='patrols a week at most')),
                ('home', django.contrib.gis.db.models.fields.PointField(help_text='where they set out from: the entrance of the estate', srid=4326)),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('insured_until', models.DateField(blank=True, null=True)),
                ('trained_until', models.DateField(blank=True, null=True)),
                ('active', models.BooleanField(default=True)),
                ('skills', models.ManyToManyField(blank=True, to='geoapp.skill')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='volunteers', to='geoapp.team')),
            ],
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(help_text='1 Monday … 7 Sunday')),
                ('preference', models.PositiveSmallIntegerField(default=0, help_text='0 gladly … 3 if need be')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='geoapp.slot')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availability', to='geoapp.volunteer')),
            ],
            options={
                'verbose_name_plural': 'availabilities',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('live', models.BooleanField(default=False, help_text='the roster is in force')),
                ('patrol', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='geoapp.patrol')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='geoapp.roster')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='geoapp.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='geoapp.volunteer')),
            ],
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['level', 'code'], name='geoapp_area_level_a1d1a8_idx'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='area_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'district'), ('parent', None)), models.Q(models.Q(('level', 'district'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='area_has_a_parent_unless_district'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['district', 'subdistrict', 'community', 'grid'])), name='area_level_is_known'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (geoapp.models.places.DateRange('valid_from', 'valid_to'), '&&')], name='area_code_is_unique_at_a_date'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['time_from'], name='geoapp_inci_time_fr_40c387_idx'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['cell_x', 'cell_y'], name='geoapp_inci_cell_x_143bcb_idx'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('time_to__gte', models.F('time_from'))), name='incident_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 0)), name='incident_weight_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['resident-report', 'open-record', 'patrol-observation'])), name='incident_source_is_known'),
        ),
        migrations.AddConstraint(
            model_name='riskcell',
            constraint=models.UniqueConstraint(fields=('surface', 'cell_x', 'cell_y'), name='risk_cell_once'),
        ),
        migrations.AddConstraint(
            model_name='coveragecell',
            constraint=models.UniqueConstraint(fields=('roster', 'cell_x', 'cell_y'), name='coverage_cell_once'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.CheckConstraint(condition=models.Q(('walk_m__gte', 0)), name='route_length_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='patrol',
            constraint=models.UniqueConstraint(fields=('roster', 'code'), name='patrol_code_once'),
        ),
        migrations.AddConstraint(
            model_name='patrol',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='patrol_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='patrol',
            constraint=models.CheckConstraint(condition=models.Q(('seats_desired__gte', models.F('seats_min'))), name='patrol_wants_at_least_its_minimum'),
        ),
        migrations.AddConstraint(
            model_name='patrol',
            constraint=models.CheckConstraint(condition=models.Q(('risk__range', (1, 10))), name='patrol_risk_from_1_to_10'),
        ),
        migrations.AddConstraint(
            model_name='patrol',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'standby'), models.Q(('post__isnull', False), ('seats_min__gte', 2)), _connector='OR'), name='patrol_has_a_post_and_two_people'),
        ),
        migrations.AddConstraint(
            model_name='fixedpatrol',
            constraint=models.UniqueConstraint(fields=('post', 'slot', 'weekday'), name='fixed_patrol_once'),
        ),
        migrations.AddConstraint(
            model_name='fixedpatrol',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='fixed_patrol_weekday'),
        ),
        migrations.AddConstraint(
            model_name='street',
            constraint=models.UniqueConstraint(fields=('extract', 'number'), name='street_number_once'),
        ),
        migrations.AddConstraint(
            model_name='roster',
            constraint=models.CheckConstraint(condition=models.Q(('days__range', (1, 366))), name='roster_of_1_to_366_days'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('window_to__gt', models.F('window_from'))), name='visit_window_is_open'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (1, 240))), name='visit_of_1_to_240_minutes'),
        ),
        migrations.AddConstraint(
            model_name='unmetvisit',
            constraint=models.UniqueConstraint(fields=('roster', 'visit', 'day'), name='unmet_visit_once'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.UniqueConstraint(fields=('route', 'number'), name='stop_number_once'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(('leaves_at__gte', models.F('arrives_at'))), name='stop_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'visit'), ('visit__isnull', False)), models.Q(models.Q(('kind', 'visit'), _negated=True), ('visit', None)), _connector='OR'), name='stop_names_its_visit'),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.CheckConstraint(condition=models.Q(('weekly_cap__lte', 14)), name='weekly_cap_of_at_most_14'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.UniqueConstraint(fields=('volunteer', 'weekday', 'slot'), name='availability_once'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='availability_weekday'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.CheckConstraint(condition=models.Q(('preference__lte', 3)), name='availability_preference'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('patrol', 'volunteer'), name='assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('roster', '='), ('volunteer', '='), ('during', '&&')], name='one_patrol_at_a_time_in_a_roster'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('live', True)), expressions=[('volunteer', '='), ('during', '&&')], name='one_live_patrol_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_ends_after_it_starts'),
        ),
    ]
