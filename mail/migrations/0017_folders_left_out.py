from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0014_sync_run_bytes'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='folders_left_out',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
